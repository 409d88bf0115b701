import { PageSkeleton } from '#components/layout/page-skeleton.tsx'

export default function Loading() {
  return <PageSkeleton title="Application" purpose="How this product signs people in." rows={6} columns={2} />
}
