import { PageSkeleton } from '#components/layout/page-skeleton.tsx'

export default function Loading() {
  return <PageSkeleton title="Tenant" purpose="How far this tenant is set up." rows={6} columns={2} />
}
