'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { AUDIT_COLUMNS } from './audit-columns.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { AUDIT_FILTER_PARAMS, AUDIT_PAGE_SIZE, auditFilterFrom } from './filter-params.ts'
import { VerificationBar } from './verification-bar.tsx'

const NO_FILTERS = Object.fromEntries(AUDIT_FILTER_PARAMS.map((name) => [name, null]))

export function AuditView() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { params, href, push, replace } = useUrlParams()
  const filterText = AUDIT_FILTER_PARAMS.map((name) => `${name}=${encodeURIComponent(params.get(name) ?? '')}`).join(
    '&',
  )
  const filter = useMemo(() => auditFilterFrom(new URLSearchParams(filterText), new Date()), [filterText])
  const filtered = Object.keys(filter).length > 0
  const input = { ...filter, limit: AUDIT_PAGE_SIZE }
  const log = useInfiniteQuery({
    ...keysetQuery(trpc.audit.list.infiniteQueryKey(input), (cursor) =>
      client.audit.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.items) ?? [], [log.data])
  const logSize = log.data?.pages[0]?.logSize ?? null
  const openSeq = /^\d{1,15}$/.test(params.get('event') ?? '') ? Number(params.get('event')) : null
  const openEvent = useCallback((seq: number) => push({ event: String(seq) }), [push])
  const { fetchNextPage } = log
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])

  return (
    <>
      <VerificationBar logSize={logSize} onOpenEvent={openEvent} />
      {log.isPending ? (
        <div className="rounded-lg border bg-surface">
          <RowsSkeleton rows={12} columns={5} />
        </div>
      ) : log.error && rows.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <ErrorState
            what="the audit log"
            error={log.error}
            onRetry={() => void log.refetch()}
            pending={log.isFetching}
          />
        </div>
      ) : (
        <DataTable
          label="Audit log"
          columns={AUDIT_COLUMNS}
          rows={rows}
          rowKey={(event) => String(event.seq)}
          rowHref={(event) => href({ event: String(event.seq) })}
          onOpen={(event) => openEvent(event.seq)}
          openKey={openSeq === null ? null : String(openSeq)}
          toolbar={<AuditFilters rows={rows} />}
          summary={log.isPlaceholderData ? 'Filtering' : summaryOf(rows.length, log.hasNextPage, filtered, logSize)}
          rowCount={filtered || logSize === null ? (log.hasNextPage ? -1 : rows.length) : logSize}
          hasMore={log.hasNextPage}
          loadMore={loadMore}
          loadingMore={log.isFetchingNextPage}
          stale={log.isPlaceholderData}
          empty={
            filtered ? (
              <EmptyState
                icon={ScrollText}
                title="No event matches these filters"
                action={<Button onClick={() => replace(NO_FILTERS)}>Clear filters</Button>}
              >
                The log holds {formatCount(logSize ?? 0)} events. Widen the time range or take a filter away.
              </EmptyState>
            ) : (
              <EmptyState icon={ScrollText} title="The log is empty">
                The first sign-in or change is written here in the same transaction as the change itself.
              </EmptyState>
            )
          }
        />
      )}
      <EventDrawer seq={openSeq} onClose={() => push({ event: null })} />
    </>
  )
}

function summaryOf(loaded: number, more: boolean, filtered: boolean, logSize: number | null): string {
  const size = logSize === null ? '' : `${formatCount(logSize)} events`
  if (!filtered) return `${size}, the newest first`
  const found = more ? `More than ${formatCount(loaded)}` : formatCount(loaded)
  return `${found} of ${size} match, the newest first`
}
