'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { UserRound } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
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
import type { Directory } from '#contracts/directories.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { DirectoryPage } from '../directory-page.tsx'
import { BROWSE_PAGE_SIZE, PERSON_COLUMNS } from './browse-columns.tsx'
import { PersonDrawer } from './person-drawer.tsx'

export function DirectoryPeopleView({ directoryId }: { directoryId: string }) {
  return (
    <DirectoryPage id={directoryId} purpose={PAGE_WORDS.directoryPeople.purpose}>
      {(directory) => <PeopleTable directory={directory} />}
    </DirectoryPage>
  )
}

function PeopleTable({ directory }: { directory: Directory }) {
  const { id: directoryId } = directory
  const trpc = useTRPC()
  const client = useTRPCClient()
  const tenantHref = useTenantHref()
  const { params, href, push, replace } = useUrlParams()
  const search = params.get('q')?.trim().slice(0, 200) ?? ''
  const status = (['active', 'disabled'] as const).find((word) => word === params.get('status'))
  const input = {
    directoryId,
    ...(search ? { search } : {}),
    ...(status ? { status } : {}),
    limit: BROWSE_PAGE_SIZE,
  }
  const people = useInfiniteQuery({
    ...keysetQuery(trpc.directoryBrowser.people.infiniteQueryKey(input), (cursor) =>
      client.directoryBrowser.people.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data])
  const total = people.data?.pages[0]?.total ?? 0
  const openId = params.get('person')
  const filtered = search !== '' || status !== undefined
  const { fetchNextPage } = people
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  if (people.isPending) return <RowsSkeleton rows={12} columns={4} />
  if (people.error && rows.length === 0) {
    return (
      <ErrorState
        what="people"
        error={people.error}
        onRetry={() => void people.refetch()}
        pending={people.isFetching}
      />
    )
  }
  return (
    <>
      <DataTable
        label="People of this directory"
        columns={PERSON_COLUMNS}
        rows={rows}
        rowKey={(person) => person.id}
        rowHref={(person) => href({ person: person.id })}
        onOpen={(person) => push({ person: person.id })}
        openKey={openId}
        toolbar={
          <>
            <SearchInput label="Search people" value={params.get('q') ?? ''} onChange={(q) => replace({ q })} />
            <Select
              className="w-36"
              aria-label="Status"
              value={status ?? ''}
              onChange={(event) => replace({ status: event.target.value })}
            >
              <option value="">Any status</option>
              <option value="active">Active</option>
              <option value="disabled">Disabled</option>
            </Select>
            {filtered ? <Button onClick={() => replace({ q: null, status: null })}>Clear</Button> : null}
          </>
        }
        summary={`${countOf(total, 'person', 'people')}${filtered ? ' match' : ''}`}
        rowCount={total}
        hasMore={people.hasNextPage}
        loadMore={loadMore}
        loadingMore={people.isFetchingNextPage}
        stale={people.isPlaceholderData}
        empty={
          filtered ? (
            <EmptyState
              icon={UserRound}
              title="Nobody matches"
              action={<Button onClick={() => replace({ q: null, status: null })}>Clear</Button>}
            >
              Search looks at names, e-mail addresses, user names and external ids.
            </EmptyState>
          ) : (
            <EmptyState
              icon={UserRound}
              title="Nobody yet"
              action={
                <LinkButton variant="primary" href={tenantHref(`directories/${directoryId}/set-up`)}>
                  Open set-up
                </LinkButton>
              }
            >
              {directory.mode === 'dry-run'
                ? 'The directory is in dry run: whom its provider sends is kept apart, under Dry run.'
                : 'People appear when the identity provider sends them. Assign them to the application there.'}
            </EmptyState>
          )
        }
      />
      <PersonDrawer id={openId} onClose={() => push({ person: null })} />
    </>
  )
}
