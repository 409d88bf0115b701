import type { Metadata } from 'next'
import { ExceptionsView } from '#components/exceptions/exceptions-view.tsx'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.exceptions.title }

export default async function Page() {
  const client = queryClientOfRequest()
  await Promise.all([
    client.prefetchQuery(trpcOnServer.invitations.list.queryOptions()),
    client.prefetchQuery(trpcOnServer.operators.listForTenant.queryOptions()),
  ])
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.exceptions}
        action={
          <PageAction permission="invitation:manage" param="invite" value="1">
            Invite person
          </PageAction>
        }
      />
      <ExceptionsView />
    </HydrateQueries>
  )
}
