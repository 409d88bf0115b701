import type { Metadata } from 'next'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { searchParamsOf } from '#components/layout/search-params.ts'
import { TENANTS_PAGE_SIZE, tenantFilterFrom } from '#components/operator/tenant-filters.ts'
import { TenantsView } from '#components/operator/tenants-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { requireOperator } from '#trpc/require-operator.ts'
import { callerOfRequest, queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.operatorTenants.title }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: Props) {
  await requireOperator('operator-tenant:read', '/operator/tenants')
  const input = { ...tenantFilterFrom(searchParamsOf(await searchParams)), limit: TENANTS_PAGE_SIZE }
  const caller = await callerOfRequest()
  await queryClientOfRequest().prefetchInfiniteQuery(
    keysetQuery(trpcOnServer.operatorTenants.list.infiniteQueryKey(input), (cursor) =>
      caller.operatorTenants.list({ ...input, ...cursor }),
    ),
  )
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.operatorTenants}
        action={
          <PageAction permission="operator-tenant:create" param="create" value="1">
            Create tenant
          </PageAction>
        }
      />
      <TenantsView />
    </HydrateQueries>
  )
}
