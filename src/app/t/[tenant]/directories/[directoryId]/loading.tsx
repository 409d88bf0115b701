import { PageSkeleton } from '#components/layout/page-skeleton.tsx'

export default function Loading() {
  return (
    <PageSkeleton title="Directory" purpose="Its address, tokens and what it has provisioned." rows={8} columns={3} />
  )
}
