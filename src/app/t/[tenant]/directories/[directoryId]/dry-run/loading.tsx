import { PageSkeleton } from '#components/layout/page-skeleton.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'

export default function Loading() {
  return <PageSkeleton {...PAGE_WORDS.dryRun} title="Directory" rows={10} columns={4} />
}
