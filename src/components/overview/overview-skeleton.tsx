import { RowsSkeleton, Skeleton } from '#components/ui/skeleton.tsx'

export function OverviewSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line lg:grid-cols-4">
        {['people', 'sessions', 'events', 'log'].map((figure) => (
          <div key={figure} className="bg-surface px-4 py-3.5">
            <Skeleton className="my-1 w-24" />
            <Skeleton className="my-2 h-7 w-16" />
            <Skeleton className="w-20" />
          </div>
        ))}
      </div>
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex flex-col gap-6">
          <div className="h-[17.5rem] rounded-lg border bg-surface p-4">
            <Skeleton className="w-28" />
          </div>
          <div className="rounded-lg border bg-surface">
            <RowsSkeleton rows={8} columns={2} />
          </div>
        </div>
        <div className="flex flex-col gap-6">
          <div className="h-48 rounded-lg border bg-surface p-4">
            <Skeleton className="w-20" />
          </div>
          <div className="h-32 rounded-lg border bg-surface p-4">
            <Skeleton className="w-24" />
          </div>
        </div>
      </div>
    </div>
  )
}
