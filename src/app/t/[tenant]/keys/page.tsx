import type { Metadata } from 'next'
import { KeysView } from '#components/keys/keys-view.tsx'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.keys.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.apiKeys.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.keys}
        action={
          <PageAction permission="api-key:manage" param="create" value="1">
            Create key
          </PageAction>
        }
      />
      <KeysView />
    </HydrateQueries>
  )
}
