import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { OverviewView } from '#components/overview/overview-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.overview.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.overview.get.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.overview} />
      <OverviewView />
    </HydrateQueries>
  )
}
