import type { Metadata } from 'next'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { DomainsView } from '#components/sso/domains-view.tsx'
import { SsoSections } from '#components/sso/sso-sections.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.ssoDomains.title }

export default async function Page() {
  const client = queryClientOfRequest()
  await Promise.all([
    client.prefetchQuery(trpcOnServer.domains.list.queryOptions()),
    client.prefetchQuery(trpcOnServer.sso.list.queryOptions()),
  ])
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.ssoDomains}
        action={
          <PageAction permission="sso-connection:manage" param="add" value="domain">
            Add domain
          </PageAction>
        }
      />
      <SsoSections />
      <DomainsView />
    </HydrateQueries>
  )
}
