import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { leaversInputFrom } from '#components/leavers/leavers-input.ts'
import { LeaversView } from '#components/leavers/leavers-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.leavers.title }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const input = leaversInputFrom(searchParamsOf(await searchParams))
  const caller = await callerOfRequest()
  const queryClient = queryClientOfRequest()
  await Promise.all([
    queryClient.prefetchQuery(trpcOnServer.leavers.figures.queryOptions()),
    queryClient.prefetchInfiniteQuery(
      keysetQuery(trpcOnServer.leavers.list.infiniteQueryKey(input), (cursor) =>
        caller.leavers.list({ ...input, ...cursor }),
      ),
    ),
  ])
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.leavers} />
      <LeaversView />
    </HydrateQueries>
  )
}
