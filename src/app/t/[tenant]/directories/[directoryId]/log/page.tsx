import type { Metadata } from 'next'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { LOG_PAGE_SIZE, logFilterFrom } from '#components/provisioning-log/log-filter-params.ts'
import { LogView } from '#components/provisioning-log/log-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.provisioningLog.title }

type Props = {
  params: Promise<{ directoryId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: Props) {
  const { directoryId } = await params
  const filter = logFilterFrom(searchParamsOf(await searchParams), new Date())
  const input = { directoryId, ...filter, limit: LOG_PAGE_SIZE }
  const caller = await callerOfRequest()
  await queryClientOfRequest().prefetchInfiniteQuery(
    keysetQuery(trpcOnServer.provisioningLog.list.infiniteQueryKey(input), (cursor) =>
      caller.provisioningLog.list({ ...input, ...cursor }),
    ),
  )
  return (
    <HydrateQueries>
      <LogView directoryId={directoryId} />
    </HydrateQueries>
  )
}
