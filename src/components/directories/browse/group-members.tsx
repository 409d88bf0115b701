'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Initials } from '#components/ui/initials.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'

const PAGE_SIZE = 50

/** The people whom a group names, a page at a time, however many they are. */
export function GroupMembers({ groupId, people }: { groupId: string; people: number }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const href = useTenantHref()
  const mayReadMembers = useMay('member:read')
  const [search, setSearch] = useState('')
  const input = { groupId, ...(search.trim() ? { search: search.trim().slice(0, 200) } : {}), limit: PAGE_SIZE }
  const members = useInfiniteQuery({
    ...keysetQuery(trpc.directoryBrowser.members.infiniteQueryKey(input), (cursor) =>
      client.directoryBrowser.members.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = members.data?.pages.flatMap((page) => page.items) ?? []
  const total = members.data?.pages[0]?.total ?? 0
  return (
    <DrawerPart title={`People (${formatCount(people)})`}>
      {people > PAGE_SIZE ? (
        <div className="mb-2">
          <SearchInput label="Search people of this group" value={search} onChange={(text) => setSearch(text ?? '')} />
        </div>
      ) : null}
      {members.isPending ? (
        <RowsSkeleton rows={5} columns={2} />
      ) : members.error ? (
        <ErrorState
          what="the people"
          error={members.error}
          onRetry={() => void members.refetch()}
          pending={members.isFetching}
        />
      ) : rows.length === 0 ? (
        <p className="text-muted text-sm">{search ? 'Nobody matches.' : 'It names nobody itself.'}</p>
      ) : (
        <ul className="divide-y text-sm">
          {rows.map((person) => (
            <li key={person.id} className="flex min-h-10 items-center gap-2.5">
              <Initials name={person.name} />
              {mayReadMembers ? (
                <TextLink className="truncate text-ink no-underline" href={`${href('members')}?member=${person.id}`}>
                  {person.name}
                </TextLink>
              ) : (
                <span className="truncate">{person.name}</span>
              )}
              <span className="ml-auto truncate text-muted">{person.active ? person.userName : 'Disabled'}</span>
            </li>
          ))}
        </ul>
      )}
      {members.hasNextPage ? (
        <div className="mt-3 flex items-center gap-3">
          <Button size="sm" pending={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
            Show more
          </Button>
          <span className="text-muted text-sm tabular">
            {formatCount(rows.length)} of {formatCount(total)}
          </span>
        </div>
      ) : null}
    </DrawerPart>
  )
}
