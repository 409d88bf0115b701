import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { SessionsView } from '#components/sessions/sessions-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.sessions.title }

export default async function Page() {
  const client = queryClientOfRequest()
  await Promise.all([
    client.prefetchQuery(trpcOnServer.sessions.listMine.queryOptions()),
    client.prefetchQuery(trpcOnServer.applications.mine.queryOptions()),
  ])
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.sessions} />
      <SessionsView />
    </HydrateQueries>
  )
}
