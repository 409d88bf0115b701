import type { Metadata } from 'next'
import { DirectoriesView } from '#components/directories/directories-view.tsx'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { RehearseLink } from '#components/rehearsal/rehearse-link.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.directories.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.directories}
        action={
          <>
            <RehearseLink />
            <PageAction permission="directory:manage" param="add" value="1">
              Add directory
            </PageAction>
          </>
        }
      />
      <DirectoriesView />
    </HydrateQueries>
  )
}
