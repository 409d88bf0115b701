'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { Directory } from '#contracts/directories.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { DirectoryPage } from '../directory-page.tsx'
import { BROWSE_PAGE_SIZE, GROUP_COLUMNS } from './browse-columns.tsx'
import { DirectoryGroupDrawer } from './directory-group-drawer.tsx'

export function DirectoryGroupsView({ directoryId }: { directoryId: string }) {
  return (
    <DirectoryPage id={directoryId} purpose={PAGE_WORDS.directoryGroups.purpose}>
      {(directory) => <GroupTable directory={directory} />}
    </DirectoryPage>
  )
}

function GroupTable({ directory }: { directory: Directory }) {
  const { id: directoryId } = directory
  const trpc = useTRPC()
  const client = useTRPCClient()
  const tenantHref = useTenantHref()
  const { params, href, push, replace } = useUrlParams()
  const search = params.get('q')?.trim().slice(0, 200) ?? ''
  const input = { directoryId, ...(search ? { search } : {}), limit: BROWSE_PAGE_SIZE }
  const groups = useInfiniteQuery({
    ...keysetQuery(trpc.directoryBrowser.groups.infiniteQueryKey(input), (cursor) =>
      client.directoryBrowser.groups.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => groups.data?.pages.flatMap((page) => page.items) ?? [], [groups.data])
  const total = groups.data?.pages[0]?.total ?? 0
  const openId = params.get('group')
  const { fetchNextPage } = groups
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  if (groups.isPending) return <RowsSkeleton rows={12} columns={4} />
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
        label="Groups of this directory"
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
              title="No group matches"
              action={<Button onClick={() => replace({ q: null })}>Clear search</Button>}
            >
              Search looks at names and external ids.
            </EmptyState>
          ) : (
            <EmptyState
              icon={UsersRound}
              title="No groups yet"
              action={
                <LinkButton variant="primary" href={tenantHref(`directories/${directoryId}/set-up`)}>
                  Open set-up
                </LinkButton>
              }
            >
              {directory.mode === 'dry-run'
                ? 'The directory is in dry run: the groups that its provider sends are kept apart, under Dry run.'
                : 'Groups appear when the identity provider pushes them.'}
            </EmptyState>
          )
        }
      />
      <DirectoryGroupDrawer id={openId} onClose={() => push({ group: null })} />
    </>
  )
}
