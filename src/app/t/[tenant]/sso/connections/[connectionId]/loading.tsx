import { PageSkeleton } from '#components/layout/page-skeleton.tsx'

export default function Loading() {
  return (
    <PageSkeleton
      title="Connection"
      purpose="Its metadata, attributes and the roles that it gives."
      rows={6}
      columns={2}
    />
  )
}
