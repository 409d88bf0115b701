import type { Metadata } from 'next'
import { ApplicationsView } from '#components/applications/applications-view.tsx'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { requireOperator } from '#trpc/require-operator.ts'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.applications.title }

export default async function Page() {
  await requireOperator('oauth-client:read', '/operator/applications')
  const client = queryClientOfRequest()
  await Promise.all([
    client.prefetchQuery(trpcOnServer.applications.list.queryOptions()),
    client.prefetchQuery(trpcOnServer.applications.signingKeys.queryOptions()),
  ])
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.applications}
        action={
          <PageAction permission="oauth-client:manage" param="add" value="1">
            Add application
          </PageAction>
        }
      />
      <ApplicationsView />
    </HydrateQueries>
  )
}
