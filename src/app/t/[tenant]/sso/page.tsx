import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { AddConnectionLink } from '#components/sso/add-connection-link.tsx'
import { SsoSections } from '#components/sso/sso-sections.tsx'
import { SsoView } from '#components/sso/sso-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.sso.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.sso.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.sso} action={<AddConnectionLink />} />
      <SsoSections />
      <SsoView />
    </HydrateQueries>
  )
}
