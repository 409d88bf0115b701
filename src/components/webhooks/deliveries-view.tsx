'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Select } from '#components/ui/input.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { deliveryStateSchema, type WebhookEndpoint } from '#contracts/webhooks.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { DELIVERY_COLUMNS } from './delivery-columns.tsx'
import { DeliveryDrawer } from './delivery-drawer.tsx'
import { ReplayMenu } from './replay-menu.tsx'

export function DeliveriesView({ endpoint }: { endpoint: WebhookEndpoint }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const mayManage = useMay('webhook:manage')
  const { params, href, push, replace } = useUrlParams()
  const state = deliveryStateSchema.safeParse(params.get('state')).data
  const input = { endpointId: endpoint.id, limit: 50, ...(state && { state }) }
  const deliveries = useInfiniteQuery({
    ...keysetQuery(trpc.webhooks.deliveries.infiniteQueryKey(input), (cursor) =>
      client.webhooks.deliveries.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => deliveries.data?.pages.flatMap((page) => page.items) ?? [], [deliveries.data])
  const openId = params.get('delivery')
  const { fetchNextPage } = deliveries
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <section>
      <h2 className="mb-3 text-base">Deliveries of the last 30 days</h2>
      {deliveries.isPending ? (
        <div className="rounded-lg border bg-surface">
          <RowsSkeleton rows={8} columns={4} />
        </div>
      ) : deliveries.error && rows.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <ErrorState
            what="deliveries"
            error={deliveries.error}
            onRetry={() => void deliveries.refetch()}
            pending={deliveries.isFetching}
          />
        </div>
      ) : (
        <DataTable
          label="Deliveries"
          columns={DELIVERY_COLUMNS}
          rows={rows}
          rowKey={(delivery) => delivery.id}
          rowHref={(delivery) => href({ delivery: delivery.id })}
          onOpen={(delivery) => push({ delivery: delivery.id })}
          openKey={openId}
          toolbar={
            <div className="flex flex-wrap items-center gap-2">
              <Select
                aria-label="State"
                className="w-40"
                value={state ?? ''}
                onChange={(event) => replace({ state: event.target.value })}
              >
                <option value="">All states</option>
                <option value="pending">Waiting</option>
                <option value="delivered">Delivered</option>
                <option value="dead">Given up</option>
              </Select>
              {mayManage ? <ReplayMenu endpoint={endpoint} /> : null}
            </div>
          }
          summary={
            deliveries.isPlaceholderData
              ? 'Filtering'
              : `${deliveries.hasNextPage ? 'More than ' : ''}${countOf(rows.length, 'delivery', 'deliveries')}, the newest first`
          }
          rowCount={deliveries.hasNextPage ? -1 : rows.length}
          hasMore={deliveries.hasNextPage}
          loadMore={loadMore}
          loadingMore={deliveries.isFetchingNextPage}
          stale={deliveries.isPlaceholderData}
          empty={
            <EmptyState icon={Send} title={state ? 'No delivery in this state' : 'Nothing was sent yet'}>
              {state
                ? 'Choose another state to see the rest.'
                : 'Each change of a person or group by a directory is listed here as it is sent. Send a test event to try the address.'}
            </EmptyState>
          }
        />
      )}
      <DeliveryDrawer id={openId} endpoint={endpoint} onClose={() => push({ delivery: null })} />
    </section>
  )
}
