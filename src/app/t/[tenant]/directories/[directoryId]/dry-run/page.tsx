import type { Metadata } from 'next'
import { dryRunInputFrom } from '#components/directories/dry-run-input.ts'
import { DryRunView } from '#components/directories/dry-run-view.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.dryRun.title }

type Props = {
  params: Promise<{ directoryId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: Props) {
  const { directoryId } = await params
  const input = { directoryId, ...dryRunInputFrom(searchParamsOf(await searchParams)) }
  const caller = await callerOfRequest()
  const queryClient = queryClientOfRequest()
  await Promise.all([
    queryClient.prefetchQuery(trpcOnServer.directories.get.queryOptions({ id: directoryId })),
    queryClient.prefetchQuery(trpcOnServer.dryRun.report.queryOptions({ directoryId })),
    queryClient.prefetchInfiniteQuery(
      keysetQuery(trpcOnServer.dryRun.people.infiniteQueryKey(input), (cursor) =>
        caller.dryRun.people({ ...input, ...cursor }),
      ),
    ),
  ])
  return (
    <HydrateQueries>
      <DryRunView directoryId={directoryId} />
    </HydrateQueries>
  )
}
