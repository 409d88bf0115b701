import type { ReactNode } from 'react'
import { RowsSkeleton, Skeleton } from '#components/ui/skeleton.tsx'

type PageSkeletonProps = { title: string; purpose: string; rows?: number; columns?: number; children?: ReactNode }

/** A page on its way: its real title and purpose, and the shape of what follows. */
export function PageSkeleton({ title, purpose, rows = 12, columns = 5, children }: PageSkeletonProps) {
  return (
    <>
      <header className="mb-6">
        <h1 className="text-title">{title}</h1>
        <p className="mt-1 max-w-2xl text-pretty text-muted">{purpose}</p>
      </header>
      {children ?? (
        <>
          <div className="mb-3 flex gap-2">
            <Skeleton className="h-8 w-64" />
            <Skeleton className="hidden h-8 w-32 sm:block" />
          </div>
          <Skeleton className="mb-3 w-40" />
          <div className="rounded-lg border bg-surface">
            <div className="h-9 border-b" />
            <RowsSkeleton rows={rows} columns={columns} />
          </div>
        </>
      )}
    </>
  )
}
