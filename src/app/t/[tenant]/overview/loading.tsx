import { PageSkeleton } from '#components/layout/page-skeleton.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { OverviewSkeleton } from '#components/overview/overview-skeleton.tsx'

export default function Loading() {
  return (
    <PageSkeleton {...PAGE_WORDS.overview}>
      <OverviewSkeleton />
    </PageSkeleton>
  )
}
