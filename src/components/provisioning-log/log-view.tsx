'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { DirectorySections } from '#components/directories/directory-sections.tsx'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { ExportMenu } from './export-menu.tsx'
import { LOG_COLUMNS } from './log-columns.tsx'
import { LogDrawer } from './log-drawer.tsx'
import { LOG_FILTER_PARAMS, LOG_PAGE_SIZE, logFilterFrom } from './log-filter-params.ts'
import { LogFilters, NO_LOG_FILTERS } from './log-filters.tsx'

export function LogView({ directoryId }: { directoryId: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const tenantHref = useTenantHref()
  const { params, href, push, replace } = useUrlParams()
  const filterText = LOG_FILTER_PARAMS.map((name) => `${name}=${encodeURIComponent(params.get(name) ?? '')}`).join('&')
  const filter = useMemo(() => logFilterFrom(new URLSearchParams(filterText), new Date()), [filterText])
  const filtered = Object.keys(filter).length > 0
  const input = { directoryId, ...filter, limit: LOG_PAGE_SIZE }
  const log = useInfiniteQuery({
    ...keysetQuery(trpc.provisioningLog.list.infiniteQueryKey(input), (cursor) =>
      client.provisioningLog.list.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.items) ?? [], [log.data])
  const openId = params.get('request')
  const { fetchNextPage } = log
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const [first] = log.data?.pages ?? []

  return (
    <>
      <PageHeader
        title={first?.directory.name ?? 'Directory'}
        purpose={PAGE_WORDS.provisioningLog.purpose}
        back={{ href: tenantHref('directories'), label: 'Directories' }}
        action={<ExportMenu directoryId={directoryId} filter={filter} />}
      />
      <DirectorySections directoryId={directoryId} />
      {log.isPending ? (
        <div className="rounded-lg border bg-surface">
          <RowsSkeleton rows={10} columns={5} />
        </div>
      ) : log.error && rows.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <ErrorState
            what="the provisioning log"
            error={log.error}
            onRetry={() => void log.refetch()}
            pending={log.isFetching}
          />
        </div>
      ) : (
        <DataTable
          label="Provisioning log"
          columns={LOG_COLUMNS}
          rows={rows}
          rowKey={(entry) => entry.id}
          rowHref={(entry) => href({ request: entry.id })}
          onOpen={(entry) => push({ request: entry.id })}
          openKey={openId}
          toolbar={<LogFilters tokens={first?.tokens ?? []} />}
          summary={
            log.isPlaceholderData
              ? 'Filtering'
              : `${log.hasNextPage ? 'More than ' : ''}${countOf(rows.length, 'request')}, the newest first`
          }
          rowCount={log.hasNextPage ? -1 : rows.length}
          hasMore={log.hasNextPage}
          loadMore={loadMore}
          loadingMore={log.isFetchingNextPage}
          stale={log.isPlaceholderData}
          empty={
            filtered ? (
              <EmptyState
                icon={ScrollText}
                title="No request matches these filters"
                action={<Button onClick={() => replace(NO_LOG_FILTERS)}>Clear filters</Button>}
              >
                Requests are kept for 30 days. Widen the time range or take a filter away.
              </EmptyState>
            ) : (
              <EmptyState icon={ScrollText} title="No request has come in the last 30 days">
                Enter the base URL and a token of this directory in the identity provider and test the connection there:
                each request is listed here as it comes.
              </EmptyState>
            )
          }
        />
      )}
      <LogDrawer id={openId} onClose={() => push({ request: null })} />
    </>
  )
}
