'use client'

import { useQuery } from '@tanstack/react-query'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { DeliveriesView } from './deliveries-view.tsx'
import { TestWebhook } from './test-webhook.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { WebhookState } from './webhook-state.tsx'
import { EVENT_WORDS } from './webhook-words.ts'

export function WebhookView({ id }: { id: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const mayManage = useMay('webhook:manage')
  const webhook = useQuery(trpc.webhooks.get.queryOptions({ id }))
  const back = { href: href('webhooks'), label: 'Webhooks' }
  if (!webhook.data) {
    return (
      <>
        <PageHeader {...PAGE_WORDS.webhook} back={back} />
        {webhook.error ? (
          <ErrorState
            what="this webhook"
            error={webhook.error}
            onRetry={() => void webhook.refetch()}
            pending={webhook.isFetching}
          />
        ) : (
          <RowsSkeleton rows={6} columns={3} />
        )}
      </>
    )
  }
  const { data } = webhook
  return (
    <>
      <PageHeader title={data.description || new URL(data.url).host} purpose={PAGE_WORDS.webhook.purpose} back={back} />
      <div className="flex flex-col gap-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Panel title="Endpoint" action={mayManage ? <WebhookActions endpoint={data} /> : undefined}>
            <DefinitionList
              items={[
                ['State', <WebhookState key="state" endpoint={data} />],
                ...(data.failingSince
                  ? [['First failed', <Time key="failing" at={data.failingSince} />] as const]
                  : []),
                ['Address', <MonoId key="url" value={data.url} label="address" whole />],
                ['Is told', data.eventTypes.map((type) => EVENT_WORDS[type]).join(', ')],
                ['Waiting', countOf(data.waiting, 'delivery', 'deliveries')],
                ['Given up', countOf(data.dead, 'delivery', 'deliveries')],
                [
                  'Secret',
                  data.previousSecretUntil ? (
                    <span key="secret">
                      Rotated; the old one signs too until <Time at={data.previousSecretUntil} absolute />
                    </span>
                  ) : (
                    'Stored encrypted'
                  ),
                ],
                [
                  'Added',
                  <span key="added">
                    <Time at={data.createdAt} />
                    {data.createdBy ? ` by ${data.createdBy.name}` : null}
                  </span>,
                ],
              ]}
            />
          </Panel>
          {mayManage ? <TestWebhook id={data.id} /> : null}
        </div>
        <DeliveriesView endpoint={data} />
      </div>
    </>
  )
}
