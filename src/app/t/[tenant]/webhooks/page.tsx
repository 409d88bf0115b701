import type { Metadata } from 'next'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { WebhooksView } from '#components/webhooks/webhooks-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.webhooks.title }

export default async function Page() {
  await queryClientOfRequest().prefetchQuery(trpcOnServer.webhooks.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.webhooks}
        action={
          <PageAction permission="webhook:manage" param="add" value="1">
            Add webhook
          </PageAction>
        }
      />
      <WebhooksView />
    </HydrateQueries>
  )
}
