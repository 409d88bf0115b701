import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ApplicationView } from '#components/applications/application-view.tsx'
import { uuidSchema } from '#contracts/identifiers.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { requireOperator } from '#trpc/require-operator.ts'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: 'Application' }

export default async function Page({ params }: { params: Promise<{ applicationId: string }> }) {
  const { applicationId } = await params
  if (!uuidSchema.safeParse(applicationId).success) notFound()
  await requireOperator('oauth-client:read', `/operator/applications/${applicationId}`)
  await queryClientOfRequest().prefetchQuery(trpcOnServer.applications.get.queryOptions({ id: applicationId }))
  return (
    <HydrateQueries>
      <ApplicationView id={applicationId} />
    </HydrateQueries>
  )
}
