import type { Metadata } from 'next'
import { EmergencyView } from '#components/emergency/emergency-view.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.emergency.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.breakGlass.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.emergency} />
      <EmergencyView />
    </HydrateQueries>
  )
}
