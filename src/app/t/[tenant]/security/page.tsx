import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { SecurityView } from '#components/security/security-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.security.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.security.get.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.security} />
      <SecurityView />
    </HydrateQueries>
  )
}
