import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { TRACE_PAGE_SIZE, traceFilterFrom } from '#components/sign-in-traces/trace-filter-params.ts'
import { TracesView } from '#components/sign-in-traces/traces-view.tsx'
import { SsoSections } from '#components/sso/sso-sections.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.traces.title }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const input = { ...traceFilterFrom(searchParamsOf(await searchParams), new Date()), limit: TRACE_PAGE_SIZE }
  const caller = await callerOfRequest()
  await queryClientOfRequest().prefetchInfiniteQuery(
    keysetQuery(trpcOnServer.signInTraces.list.infiniteQueryKey(input), (cursor) =>
      caller.signInTraces.list({ ...input, ...cursor }),
    ),
  )
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.traces} />
      <SsoSections />
      <TracesView />
    </HydrateQueries>
  )
}
