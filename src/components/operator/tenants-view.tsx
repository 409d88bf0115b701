'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { CreateTenantDialog } from './create-tenant-dialog.tsx'
import { TENANT_COLUMNS } from './tenant-columns.tsx'
import { TENANTS_PAGE_SIZE, tenantFilterFrom } from './tenant-filters.ts'

const hrefOf = ({ id }: { id: string }) => `/operator/tenants/${id}`

export function TenantsView() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const mayCreate = useMay('operator-tenant:create')
  const { params, push, replace } = useUrlParams()
  const filter = tenantFilterFrom(params)
  const filtered = filter.search !== undefined
  const input = { ...filter, limit: TENANTS_PAGE_SIZE }
  const tenants = useInfiniteQuery({
    ...keysetQuery(trpc.operatorTenants.list.infiniteQueryKey(input), (cursor) =>
      client.operatorTenants.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => tenants.data?.pages.flatMap((page) => page.items) ?? [], [tenants.data])
  const total = tenants.data?.pages[0]?.total ?? 0
  const { fetchNextPage } = tenants
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])

  if (tenants.isPending) return <RowsSkeleton rows={10} columns={5} />
  if (tenants.error && rows.length === 0) {
    return (
      <div className="rounded-lg border bg-surface">
        <ErrorState
          what="tenants"
          error={tenants.error}
          onRetry={() => void tenants.refetch()}
          pending={tenants.isFetching}
        />
      </div>
    )
  }
  const count = countOf(total, 'tenant')
  return (
    <>
      <DataTable
        label="Tenants"
        columns={TENANT_COLUMNS}
        rows={rows}
        rowKey={(tenant) => tenant.id}
        rowHref={hrefOf}
        onOpen={(tenant) => router.push(hrefOf(tenant))}
        toolbar={
          <>
            <SearchInput label="Search tenants" value={params.get('q') ?? ''} onChange={(q) => replace({ q })} />
            {filtered ? (
              <Button variant="ghost" onClick={() => replace({ q: null })}>
                Clear
              </Button>
            ) : null}
          </>
        }
        summary={tenants.isPlaceholderData ? 'Searching' : filtered ? `${count} found` : count}
        rowCount={total}
        hasMore={tenants.hasNextPage}
        loadMore={loadMore}
        loadingMore={tenants.isFetchingNextPage}
        stale={tenants.isPlaceholderData}
        empty={
          filtered ? (
            <EmptyState
              icon={Building2}
              title="No tenant is called that"
              action={<Button onClick={() => replace({ q: null })}>Clear search</Button>}
            >
              Search looks at names and short names.
            </EmptyState>
          ) : (
            <EmptyState
              icon={Building2}
              title="No tenant yet"
              action={
                mayCreate ? (
                  <Button variant="primary" onClick={() => push({ create: '1' })}>
                    Create tenant
                  </Button>
                ) : undefined
              }
            >
              A tenant is one customer: its people, its identity provider, its audit log. Create the first and invite
              its Owner.
            </EmptyState>
          )
        }
      />
      <CreateTenantDialog open={params.get('create') !== null} onClose={() => push({ create: null })} />
    </>
  )
}
