import { cn } from './cn.ts'

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block h-3.5 animate-pulse rounded-sm bg-hover', className)} />
}

/** Rows of the same height as the table's that is on its way. */
export function RowsSkeleton({ rows = 8, columns = 4 }: { rows?: number; columns?: number }) {
  const widths = ['w-40', 'w-24', 'w-28', 'w-20', 'w-16', 'w-24']
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <div key={row} className="flex h-10 items-center gap-6 border-b px-4 last:border-b-0">
          {Array.from({ length: columns }, (_, column) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of a skeleton have no identity
              key={column}
              className={cn('flex-1', column > 1 && 'hidden sm:block')}
            >
              <Skeleton className={cn('max-w-full', widths[(row + column) % widths.length])} />
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}
