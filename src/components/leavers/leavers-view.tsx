'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { UserRoundX } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { LEAVER_COLUMNS } from './leaver-columns.tsx'
import { LeaverDrawer } from './leaver-drawer.tsx'
import { LeaverFigures } from './leaver-figures.tsx'
import { leaversInputFrom } from './leavers-input.ts'

export function LeaversView() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const tenantHref = useTenantHref()
  const { params, href, push, replace } = useUrlParams()
  const searchText = params.get('search') ?? ''
  const input = useMemo(() => leaversInputFrom(new URLSearchParams({ search: searchText })), [searchText])
  const leavers = useInfiniteQuery({
    ...keysetQuery(trpc.leavers.list.infiniteQueryKey(input), (cursor) =>
      client.leavers.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => leavers.data?.pages.flatMap((page) => page.items) ?? [], [leavers.data])
  const openId = params.get('receipt')
  const { fetchNextPage } = leavers
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <div className="flex flex-col gap-6">
      <LeaverFigures />
      {leavers.isPending ? (
        <div className="rounded-lg border bg-surface">
          <RowsSkeleton rows={10} columns={5} />
        </div>
      ) : leavers.error && rows.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <ErrorState
            what="leavers"
            error={leavers.error}
            onRetry={() => void leavers.refetch()}
            pending={leavers.isFetching}
          />
        </div>
      ) : (
        <DataTable
          label="Leavers"
          columns={LEAVER_COLUMNS}
          rows={rows}
          rowKey={(leaver) => leaver.id}
          rowHref={(leaver) => href({ receipt: leaver.id })}
          onOpen={(leaver) => push({ receipt: leaver.id })}
          openKey={openId}
          toolbar={
            <SearchInput
              label="Search by name or id"
              value={searchText}
              onChange={(search) => replace({ search: search || null })}
            />
          }
          summary={
            leavers.isPlaceholderData
              ? 'Searching'
              : `${leavers.hasNextPage ? 'More than ' : ''}${countOf(rows.length, 'leaver')}, the newest first`
          }
          rowCount={leavers.hasNextPage ? -1 : rows.length}
          hasMore={leavers.hasNextPage}
          loadMore={loadMore}
          loadingMore={leavers.isFetchingNextPage}
          stale={leavers.isPlaceholderData}
          empty={
            input.search ? (
              <EmptyState
                icon={UserRoundX}
                title="No leaver of that name"
                action={<Button onClick={() => replace({ search: null })}>Clear search</Button>}
              >
                Only people who were disabled or deleted are listed here.
              </EmptyState>
            ) : (
              <EmptyState
                icon={UserRoundX}
                title="Nobody has left yet"
                action={<LinkButton href={tenantHref('directories')}>Open directories</LinkButton>}
              >
                When an identity provider disables or deletes somebody, what ended and when is listed here with a signed
                receipt.
              </EmptyState>
            )
          }
        />
      )}
      <LeaverDrawer id={openId} onClose={() => push({ receipt: null })} />
    </div>
  )
}
