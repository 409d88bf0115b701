import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { MEMBERS_PAGE_SIZE, memberFilterFrom } from '#components/members/member-filters.ts'
import { MembersView } from '#components/members/members-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.members.title }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const filter = memberFilterFrom(searchParamsOf(await searchParams))
  const input = { ...filter, limit: MEMBERS_PAGE_SIZE }
  const caller = await callerOfRequest()
  await queryClientOfRequest().prefetchInfiniteQuery(
    keysetQuery(trpcOnServer.members.list.infiniteQueryKey(input), (cursor) =>
      caller.members.list({ ...input, ...cursor }),
    ),
  )
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.members} />
      <MembersView />
    </HydrateQueries>
  )
}
