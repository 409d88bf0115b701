'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { uuidSchema } from '#contracts/identifiers.ts'
import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '#contracts/webhooks.ts'
import { useTRPC } from '#trpc/client.tsx'
import { DeliveryState } from './delivery-columns.tsx'
import { attemptWords, typeWords } from './webhook-words.ts'

type DeliveryDrawerProps = { id: string | null; endpoint: WebhookEndpoint; onClose: () => void }

export function DeliveryDrawer({ id, endpoint, onClose }: DeliveryDrawerProps) {
  const trpc = useTRPC()
  const known = uuidSchema.safeParse(id)
  const delivery = useQuery(trpc.webhooks.delivery.queryOptions({ id: known.data ?? '' }, { enabled: known.success }))
  return (
    <Drawer
      open={known.success}
      onClose={onClose}
      title={delivery.data ? typeWords(delivery.data.type) : 'Delivery'}
      subtitle={delivery.data ? <DeliveryState delivery={delivery.data} /> : null}
    >
      {delivery.data ? (
        <DeliveryDetails key={delivery.data.id} delivery={delivery.data} endpoint={endpoint} />
      ) : delivery.error ? (
        <ErrorState
          what="this delivery"
          error={delivery.error}
          onRetry={() => void delivery.refetch()}
          pending={delivery.isFetching}
        />
      ) : (
        <RowsSkeleton rows={8} columns={2} />
      )}
    </Drawer>
  )
}

type DeliveryDetailsProps = { delivery: WebhookDelivery & { log: WebhookAttempt[] }; endpoint: WebhookEndpoint }

function DeliveryDetails({ delivery, endpoint }: DeliveryDetailsProps) {
  return (
    <div className="divide-y">
      <DrawerPart title="Message" action={<ReplayOne delivery={delivery} endpoint={endpoint} />}>
        <DefinitionList
          items={[
            ['Happened', <Time key="at" at={delivery.occurredAt} absolute seconds />],
            ['Type', delivery.type],
            ['Sequence', String(delivery.sequence)],
            ['webhook-id', <MonoId key="id" value={delivery.messageId} label="webhook-id" />],
            ['About', <MonoId key="subject" value={delivery.subjectId} label="id of the person or group" />],
            ...(delivery.nextAttemptAt
              ? [['Next attempt', <Time key="next" at={delivery.nextAttemptAt} absolute seconds />] as const]
              : []),
            ...(delivery.replays > 0 ? [['Replayed', `${delivery.replays} times`] as const] : []),
          ]}
        />
      </DrawerPart>
      <DrawerPart title="Attempts">
        {delivery.log.length === 0 ? <p className="text-muted">None yet.</p> : <Attempts log={delivery.log} />}
      </DrawerPart>
      <Payload id={delivery.id} />
    </div>
  )
}

function Attempts({ log }: { log: readonly WebhookAttempt[] }) {
  return (
    <ol className="flex flex-col gap-3">
      {log.map((attempt) => (
        <li key={attempt.startedAt} className="rounded-md border px-3 py-2">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-medium">{attemptWords(attempt)}</span>
            <span className="text-muted text-sm tabular">
              <Time at={attempt.startedAt} absolute seconds />, {attempt.durationMs} ms
            </span>
          </div>
          {attempt.excerpt ? (
            <code className="mt-1.5 block break-all font-mono text-muted text-xs">{attempt.excerpt}</code>
          ) : null}
        </li>
      ))}
    </ol>
  )
}

function Payload({ id }: { id: string }) {
  const trpc = useTRPC()
  const mayReveal = useMay('webhook:reveal')
  const reveal = useMutation(trpc.webhooks.reveal.mutationOptions())
  if (!mayReveal) return null
  return (
    <DrawerPart
      title="Payload"
      action={
        reveal.data ? undefined : (
          <Button size="sm" pending={reveal.isPending} onClick={() => reveal.mutate({ id })}>
            Reveal
          </Button>
        )
      }
    >
      <FormError error={reveal.error} />
      {reveal.data ? (
        <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-md border bg-sunken p-3 font-mono text-xs">
          {reveal.data.payload}
        </pre>
      ) : (
        <p className="text-muted">It holds personal data. That you look at it stands in the audit log.</p>
      )}
    </DrawerPart>
  )
}

function ReplayOne({ delivery, endpoint }: { delivery: WebhookDelivery; endpoint: WebhookEndpoint }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('webhook:manage')
  const replay = useMutation(
    trpc.webhooks.replay.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() })
        notify('It is sent again.')
      },
      onError: (error) => notify(error.message, 'failed'),
    }),
  )
  if (!mayManage || delivery.state === 'pending' || endpoint.state !== 'enabled') return null
  return (
    <Button
      size="sm"
      pending={replay.isPending}
      onClick={() => replay.mutate({ endpointId: endpoint.id, what: { kind: 'one', deliveryId: delivery.id } })}
    >
      Replay
    </Button>
  )
}
