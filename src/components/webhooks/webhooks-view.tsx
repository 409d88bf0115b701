'use client'

import { useQuery } from '@tanstack/react-query'
import { Webhook } from 'lucide-react'
import { useState } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { useTRPC } from '#trpc/client.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookSecretDialog } from './webhook-secret-dialog.tsx'
import { WebhookState } from './webhook-state.tsx'

export function WebhooksView() {
  const trpc = useTRPC()
  const mayManage = useMay('webhook:manage')
  const { params, push } = useUrlParams()
  const [secret, setSecret] = useState<string | null>(null)
  const webhooks = useQuery(trpc.webhooks.list.queryOptions())
  if (webhooks.isPending) return <RowsSkeleton rows={3} columns={4} />
  if (webhooks.error) {
    return (
      <ErrorState
        what="webhooks"
        error={webhooks.error}
        onRetry={() => void webhooks.refetch()}
        pending={webhooks.isFetching}
      />
    )
  }
  const { items } = webhooks.data
  return (
    <>
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={Webhook}
            title="No webhook yet"
            action={
              mayManage ? (
                <Button variant="primary" onClick={() => push({ add: '1' })}>
                  Add webhook
                </Button>
              ) : undefined
            }
          >
            A webhook tells your software at once when a directory creates, changes, disables or deletes somebody, so
            that access there ends with access here.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={countOf(items.length, 'webhook')}>
          <EndpointTable endpoints={items} />
        </Panel>
      )}
      <WebhookDialog
        open={params.get('add') !== null}
        onClose={() => push({ add: null })}
        onAdded={(added) => {
          push({ add: null })
          setSecret(added.secret)
        }}
      />
      <WebhookSecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  )
}

function EndpointTable({ endpoints }: { endpoints: readonly WebhookEndpoint[] }) {
  const href = useTenantHref()
  return (
    <Table label="Webhooks">
      <thead>
        <tr>
          <HeadCell>Endpoint</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="hidden text-right md:table-cell">Waiting</HeadCell>
          <HeadCell className="hidden text-right md:table-cell">Given up</HeadCell>
          <HeadCell className="hidden lg:table-cell">Last delivered</HeadCell>
        </tr>
      </thead>
      <tbody>
        {endpoints.map((endpoint) => (
          <Row key={endpoint.id}>
            <Cell className="w-3/5 max-w-0 md:w-auto md:max-w-96">
              <TextLink href={`${href('webhooks')}/${endpoint.id}`} className="block truncate">
                {endpoint.description || new URL(endpoint.url).host}
              </TextLink>
              <span className="block truncate font-mono text-muted text-xs" title={endpoint.url}>
                {endpoint.url}
              </span>
            </Cell>
            <Cell>
              <WebhookState endpoint={endpoint} />
            </Cell>
            <Cell className="hidden text-right tabular md:table-cell">{formatCount(endpoint.waiting)}</Cell>
            <Cell className="hidden text-right tabular md:table-cell">{formatCount(endpoint.dead)}</Cell>
            <Cell className="hidden whitespace-nowrap text-muted lg:table-cell">
              {endpoint.lastDeliveredAt ? <Time at={endpoint.lastDeliveredAt} /> : 'Never'}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
