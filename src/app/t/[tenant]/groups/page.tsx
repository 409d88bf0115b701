import type { Metadata } from 'next'
import { GROUPS_PAGE_SIZE } from '#components/groups/group-columns.tsx'
import { GroupsView } from '#components/groups/groups-view.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.groups.title }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const params = searchParamsOf(await searchParams)
  const search = params.get('q')?.trim().slice(0, 200)
  const input = { ...(search ? { search } : {}), limit: GROUPS_PAGE_SIZE }
  const [queryClient, caller] = [queryClientOfRequest(), await callerOfRequest()]
  if (params.get('view') === 'mappings')
    await queryClient.prefetchQuery(trpcOnServer.groups.listMappings.queryOptions())
  else {
    await queryClient.prefetchInfiniteQuery(
      keysetQuery(trpcOnServer.groups.list.infiniteQueryKey(input), (cursor) =>
        caller.groups.list({ ...input, ...cursor }),
      ),
    )
  }
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.groups} />
      <GroupsView />
    </HydrateQueries>
  )
}
