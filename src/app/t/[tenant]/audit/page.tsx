import type { Metadata } from 'next'
import { AuditView } from '#components/audit/audit-view.tsx'
import { AUDIT_PAGE_SIZE, auditFilterFrom } from '#components/audit/filter-params.ts'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.audit.title }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  const filter = auditFilterFrom(searchParamsOf(await searchParams), new Date())
  const input = { ...filter, limit: AUDIT_PAGE_SIZE }
  const [queryClient, caller] = [queryClientOfRequest(), await callerOfRequest()]
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      keysetQuery(trpcOnServer.audit.list.infiniteQueryKey(input), (cursor) =>
        caller.audit.list({ ...input, ...cursor }),
      ),
    ),
    queryClient.prefetchQuery(trpcOnServer.audit.lastVerification.queryOptions()),
  ])
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.audit} />
      <AuditView />
    </HydrateQueries>
  )
}
