'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { UserRound } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Select } from '#components/ui/input.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { MEMBER_COLUMNS } from './member-columns.tsx'
import { MemberDrawer } from './member-drawer.tsx'
import { MEMBER_FILTER_PARAMS, MEMBERS_PAGE_SIZE, memberFilterFrom } from './member-filters.ts'

const NO_FILTERS = Object.fromEntries(MEMBER_FILTER_PARAMS.map((name) => [name, null]))

export function MembersView() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const tenantHref = useTenantHref()
  const mayReadRoles = useMay('role:read')
  const { params, href, push, replace } = useUrlParams()
  const filter = memberFilterFrom(params)
  const filtered = Object.keys(filter).length > 0
  const input = { ...filter, limit: MEMBERS_PAGE_SIZE }
  const members = useInfiniteQuery({
    ...keysetQuery(trpc.members.list.infiniteQueryKey(input), (cursor) =>
      client.members.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const roles = useQuery(trpc.roles.list.queryOptions(undefined, { enabled: mayReadRoles }))
  const rows = useMemo(() => members.data?.pages.flatMap((page) => page.items) ?? [], [members.data])
  const total = members.data?.pages[0]?.total ?? 0
  const openId = params.get('member')
  const { fetchNextPage } = members
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const closeDrawer = useCallback(() => push({ member: null }), [push])

  if (members.isPending) return <RowsSkeleton rows={14} columns={5} />
  if (members.error && rows.length === 0) {
    return (
      <div className="rounded-lg border bg-surface">
        <ErrorState
          what="members"
          error={members.error}
          onRetry={() => void members.refetch()}
          pending={members.isFetching}
        />
      </div>
    )
  }
  return (
    <>
      <DataTable
        label="Members"
        columns={MEMBER_COLUMNS}
        rows={rows}
        rowKey={(member) => member.id}
        rowHref={(member) => href({ member: member.id })}
        onOpen={(member) => push({ member: member.id })}
        openKey={openId}
        toolbar={
          <>
            <SearchInput label="Search members" value={params.get('q') ?? ''} onChange={(q) => replace({ q })} />
            <Select
              aria-label="Status"
              className="w-36"
              value={params.get('status') ?? ''}
              onChange={(event) => replace({ status: event.target.value })}
            >
              <option value="">Any status</option>
              <option value="active">Active</option>
              <option value="disabled">Disabled</option>
            </Select>
            {mayReadRoles ? (
              <Select
                aria-label="Role"
                className="w-40"
                value={params.get('role') ?? ''}
                onChange={(event) => replace({ role: event.target.value })}
              >
                <option value="">Any role</option>
                {roles.data?.items.map((role) => (
                  <option key={role.key} value={role.key}>
                    {role.name}
                  </option>
                ))}
              </Select>
            ) : null}
            {filtered ? (
              <Button variant="ghost" onClick={() => replace(NO_FILTERS)}>
                Clear
              </Button>
            ) : null}
          </>
        }
        summary={
          members.isPlaceholderData
            ? 'Filtering'
            : filtered
              ? `${countOf(total, 'person', 'people')} match`
              : countOf(total, 'person', 'people')
        }
        rowCount={total}
        hasMore={members.hasNextPage}
        loadMore={loadMore}
        loadingMore={members.isFetchingNextPage}
        stale={members.isPlaceholderData}
        empty={
          filtered ? (
            <EmptyState
              icon={UserRound}
              title="Nobody matches these filters"
              action={<Button onClick={() => replace(NO_FILTERS)}>Clear filters</Button>}
            >
              Search looks at name, email and user name.
            </EmptyState>
          ) : (
            <EmptyState
              icon={UserRound}
              title="Nobody is here yet"
              action={
                <LinkButton variant="primary" href={tenantHref('directories')}>
                  Connect a directory
                </LinkButton>
              }
            >
              People appear when a directory provisions them or when they first sign in.
            </EmptyState>
          )
        }
      />
      <MemberDrawer id={openId} onClose={closeDrawer} />
    </>
  )
}
