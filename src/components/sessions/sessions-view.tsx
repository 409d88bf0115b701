'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { OwnApplications } from '#components/applications/own-applications.tsx'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { EndEverySession } from './end-every-session.tsx'
import { EndOtherSessions } from './end-other-sessions.tsx'
import { SESSION_COLUMNS } from './session-columns.tsx'
import { SessionList } from './session-list.tsx'

const SESSIONS_PAGE_SIZE = 100

export function SessionsView() {
  const { params, replace } = useUrlParams()
  const mayReadAll = useMay('session:read')
  if (!mayReadAll) return <OwnSessions />
  return (
    <Tabs
      value={params.get('of') === 'everyone' ? 'everyone' : 'you'}
      onValueChange={(of) => replace({ of: of === 'everyone' ? of : null, q: null })}
    >
      <TabList aria-label="Whose sessions">
        <Tab value="you">Yours</Tab>
        <Tab value="everyone">Everyone’s</Tab>
      </TabList>
      <TabPanel value="you" className="pt-5">
        <OwnSessions />
      </TabPanel>
      <TabPanel value="everyone" className="pt-5">
        <AllSessions />
      </TabPanel>
    </Tabs>
  )
}

function OwnSessions() {
  const trpc = useTRPC()
  const mine = useQuery(trpc.sessions.listMine.queryOptions())
  if (mine.isPending) return <RowsSkeleton rows={3} columns={2} />
  if (mine.error) {
    return (
      <ErrorState
        what="your sessions"
        error={mine.error}
        onRetry={() => void mine.refetch()}
        pending={mine.isFetching}
      />
    )
  }
  return (
    <div className="max-w-3xl">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted text-sm">
          You are signed in {mine.data.items.length === 1 ? 'here only' : `in ${mine.data.items.length} places`}. End a
          session that you do not know.
        </p>
        {mine.data.items.length > 1 ? <EndOtherSessions /> : null}
      </div>
      <SessionList sessions={mine.data.items} own />
      <OwnApplications />
    </div>
  )
}

function AllSessions() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const tenantHref = useTenantHref()
  const { params, replace } = useUrlParams()
  const search = params.get('q')?.trim().slice(0, 200) ?? ''
  const input = { ...(search ? { search } : {}), limit: SESSIONS_PAGE_SIZE }
  const sessions = useInfiniteQuery({
    ...keysetQuery(trpc.sessions.list.infiniteQueryKey(input), (cursor) =>
      client.sessions.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => sessions.data?.pages.flatMap((page) => page.items) ?? [], [sessions.data])
  const total = sessions.data?.pages[0]?.total ?? 0
  const { fetchNextPage } = sessions
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  if (sessions.isPending) return <RowsSkeleton rows={10} columns={5} />
  if (sessions.error && rows.length === 0) {
    return (
      <ErrorState
        what="sessions"
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
        pending={sessions.isFetching}
      />
    )
  }
  const memberHref = (id: string) => `${tenantHref('members')}?member=${id}`
  return (
    <DataTable
      label="Open sessions"
      columns={SESSION_COLUMNS}
      rows={rows}
      rowKey={(session) => session.id}
      rowHref={(session) => memberHref(session.person.id)}
      onOpen={(session) => router.push(memberHref(session.person.id))}
      toolbar={
        <>
          <SearchInput label="Search people" value={params.get('q') ?? ''} onChange={(q) => replace({ q })} />
          <EndEverySession />
        </>
      }
      summary={`${countOf(total, 'open session')}${search ? ' match' : ''}`}
      rowCount={total}
      hasMore={sessions.hasNextPage}
      loadMore={loadMore}
      loadingMore={sessions.isFetchingNextPage}
      stale={sessions.isPlaceholderData}
      empty={
        <EmptyState
          icon={MonitorSmartphone}
          title={search ? 'Nobody of that name is signed in' : 'Nobody is signed in'}
          action={search ? <Button onClick={() => replace({ q: null })}>Clear search</Button> : undefined}
        >
          Sessions appear when people sign in through one of your connections.
        </EmptyState>
      }
    />
  )
}
