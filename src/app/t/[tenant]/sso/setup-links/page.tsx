import type { Metadata } from 'next'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { SetupLinksView } from '#components/setup-links/setup-links-view.tsx'
import { SsoSections } from '#components/sso/sso-sections.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.setupLinks.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.setupLinks.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.setupLinks}
        action={
          <PageAction permission="setup-link:create" param="create" value="1">
            Make set-up link
          </PageAction>
        }
      />
      <SsoSections />
      <SetupLinksView />
    </HydrateQueries>
  )
}
