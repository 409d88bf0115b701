import { PageSkeleton } from '#components/layout/page-skeleton.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'

export default function Loading() {
  return <PageSkeleton {...PAGE_WORDS.provisioningLog} title="Directory" rows={12} columns={5} />
}
