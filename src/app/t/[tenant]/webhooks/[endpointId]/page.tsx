import type { Metadata } from 'next'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { WebhookView } from '#components/webhooks/webhook-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.webhook.title }

export default async function Page({ params }: { params: Promise<{ endpointId: string }> }) {
  const { endpointId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.webhooks.get.queryOptions({ id: endpointId }))
  return (
    <HydrateQueries>
      <WebhookView id={endpointId} />
    </HydrateQueries>
  )
}
