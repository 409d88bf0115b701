import type { Metadata } from 'next'
import { ConnectionView } from '#components/sso/connection-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: 'Connection' }

export default async function Page({ params }: { params: Promise<{ connectionId: string }> }) {
  const { connectionId } = await params
  const client = queryClientOfRequest()
  await Promise.all([
    client.prefetchQuery(trpcOnServer.sso.get.queryOptions({ id: connectionId })),
    client.prefetchQuery(trpcOnServer.sso.list.queryOptions()),
  ])
  return (
    <HydrateQueries>
      <ConnectionView id={connectionId} />
    </HydrateQueries>
  )
}
