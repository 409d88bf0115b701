import type { Metadata } from 'next'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { NewRehearsalView } from '#components/rehearsal/new-rehearsal-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.rehearsal.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.list.queryOptions())
  return (
    <HydrateQueries>
      <NewRehearsalView />
    </HydrateQueries>
  )
}
