'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
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
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { GROUP_COLUMNS, GROUPS_PAGE_SIZE } from './group-columns.tsx'
import { GroupDrawer } from './group-drawer.tsx'
import { RoleMappings } from './role-mappings.tsx'

export function GroupsView() {
  const { params, replace } = useUrlParams()
  return (
    <Tabs
      value={params.get('view') === 'mappings' ? 'mappings' : 'groups'}
      onValueChange={(view) => replace({ view: view === 'mappings' ? view : null, q: null, group: null })}
    >
      <TabList aria-label="Groups and mappings">
        <Tab value="groups">Groups</Tab>
        <Tab value="mappings">Role mapping</Tab>
      </TabList>
      <TabPanel value="groups" className="pt-5">
        <GroupTable />
      </TabPanel>
      <TabPanel value="mappings" className="pt-5">
        <RoleMappings />
      </TabPanel>
    </Tabs>
  )
}

function GroupTable() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const tenantHref = useTenantHref()
  const { params, href, push, replace } = useUrlParams()
  const search = params.get('q')?.trim().slice(0, 200) ?? ''
  const input = { ...(search ? { search } : {}), limit: GROUPS_PAGE_SIZE }
  const groups = useInfiniteQuery({
    ...keysetQuery(trpc.groups.list.infiniteQueryKey(input), (cursor) =>
      client.groups.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => groups.data?.pages.flatMap((page) => page.items) ?? [], [groups.data])
  const total = groups.data?.pages[0]?.total ?? 0
  const openId = params.get('group')
  const { fetchNextPage } = groups
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  if (groups.isPending) return <RowsSkeleton rows={10} columns={4} />
  if (groups.error && rows.length === 0) {
    return (
      <ErrorState
        what="groups"
        error={groups.error}
        onRetry={() => void groups.refetch()}
        pending={groups.isFetching}
      />
    )
  }
  return (
    <>
      <DataTable
        label="Groups"
        columns={GROUP_COLUMNS}
        rows={rows}
        rowKey={(group) => group.id}
        rowHref={(group) => href({ group: group.id })}
        onOpen={(group) => push({ group: group.id })}
        openKey={openId}
        toolbar={<SearchInput label="Search groups" value={params.get('q') ?? ''} onChange={(q) => replace({ q })} />}
        summary={`${countOf(total, 'group')}${search ? ' match' : ''}`}
        rowCount={total}
        hasMore={groups.hasNextPage}
        loadMore={loadMore}
        loadingMore={groups.isFetchingNextPage}
        stale={groups.isPlaceholderData}
        empty={
          search ? (
            <EmptyState
              icon={UsersRound}
              title="No group has that name"
              action={<Button onClick={() => replace({ q: null })}>Clear search</Button>}
            >
              Search looks at the group’s name in your identity provider.
            </EmptyState>
          ) : (
            <EmptyState
              icon={UsersRound}
              title="No groups yet"
              action={
                <LinkButton variant="primary" href={tenantHref('directories')}>
                  Connect a directory
                </LinkButton>
              }
            >
              Groups appear when a directory pushes them over SCIM.
            </EmptyState>
          )
        }
      />
      <GroupDrawer id={openId} onClose={() => push({ group: null })} />
    </>
  )
}
