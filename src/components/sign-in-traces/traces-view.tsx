'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Route } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { TRACE_COLUMNS } from './trace-columns.tsx'
import { TraceDrawer } from './trace-drawer.tsx'
import { TRACE_FILTER_PARAMS, TRACE_PAGE_SIZE, traceFilterFrom } from './trace-filter-params.ts'
import { NO_TRACE_FILTERS, TraceFilters } from './trace-filters.tsx'

export function TracesView() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { params, href, push, replace } = useUrlParams()
  const filterText = TRACE_FILTER_PARAMS.map((name) => `${name}=${encodeURIComponent(params.get(name) ?? '')}`).join(
    '&',
  )
  const filter = useMemo(() => traceFilterFrom(new URLSearchParams(filterText), new Date()), [filterText])
  const filtered = Object.keys(filter).length > 0
  const input = { ...filter, limit: TRACE_PAGE_SIZE }
  const traces = useInfiniteQuery({
    ...keysetQuery(trpc.signInTraces.list.infiniteQueryKey(input), (cursor) =>
      client.signInTraces.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => traces.data?.pages.flatMap((page) => page.items) ?? [], [traces.data])
  const openId = params.get('trace')
  const { fetchNextPage } = traces
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])

  return (
    <>
      {traces.isPending ? (
        <div className="rounded-lg border bg-surface">
          <RowsSkeleton rows={10} columns={5} />
        </div>
      ) : traces.error && rows.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <ErrorState
            what="sign-in traces"
            error={traces.error}
            onRetry={() => void traces.refetch()}
            pending={traces.isFetching}
          />
        </div>
      ) : (
        <DataTable
          label="Sign-in traces"
          columns={TRACE_COLUMNS}
          rows={rows}
          rowKey={(trace) => trace.id}
          rowHref={(trace) => href({ trace: trace.id })}
          onOpen={(trace) => push({ trace: trace.id })}
          openKey={openId}
          toolbar={<TraceFilters connections={traces.data?.pages[0]?.connections ?? []} />}
          summary={
            traces.isPlaceholderData
              ? 'Filtering'
              : `${traces.hasNextPage ? 'More than ' : ''}${countOf(rows.length, 'sign-in')}, the newest first`
          }
          rowCount={traces.hasNextPage ? -1 : rows.length}
          hasMore={traces.hasNextPage}
          loadMore={loadMore}
          loadingMore={traces.isFetchingNextPage}
          stale={traces.isPlaceholderData}
          empty={
            filtered ? (
              <EmptyState
                icon={Route}
                title="No sign-in matches these filters"
                action={<Button onClick={() => replace(NO_TRACE_FILTERS)}>Clear filters</Button>}
              >
                Traces are kept for 30 days. Widen the time range or take a filter away.
              </EmptyState>
            ) : (
              <EmptyState icon={Route} title="Nobody has signed in through a connection yet">
                Test a connection under Connections, or sign in: each attempt is listed here step by step for 30 days.
              </EmptyState>
            )
          }
        />
      )}
      <TraceDrawer id={openId} onClose={() => push({ trace: null })} />
    </>
  )
}
