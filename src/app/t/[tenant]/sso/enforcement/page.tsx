import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { EnforcementView } from '#components/sso/enforcement-view.tsx'
import { SsoSections } from '#components/sso/sso-sections.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.ssoEnforcement.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.sso.policy.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.ssoEnforcement} />
      <SsoSections />
      <EnforcementView />
    </HydrateQueries>
  )
}
