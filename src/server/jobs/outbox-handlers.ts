import { authorize } from '#server/domains/access/index.ts'
import { sendInvitation } from '#server/domains/identity/index.ts'
import { sendOwnerNotice } from '#server/domains/notifications/index.ts'
import { deliverToEndpoint, layOutMessages } from '#server/domains/webhooks/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import type { OutboxTopic, OutboxTopics } from '#server/platform/queue/index.ts'

export type OutboxWork<T extends OutboxTopic> = {
  tenantId: string
  outboxId: string
  payload: OutboxTopics[T]
  createdAt: Date
  request: RequestContext
}
export type OutboxHandler<T extends OutboxTopic> = (work: OutboxWork<T>) => Promise<void>

/** What each topic does, as the system task whose permissions it needs. */
export const OUTBOX_HANDLERS: { [T in OutboxTopic]: OutboxHandler<T> } = {
  'notify-owners': ({ tenantId, outboxId, payload, createdAt, request }) =>
    sendOwnerNotice(authorize({ type: 'system', tenantId, task: 'notify', request }, 'notification:send'), {
      id: outboxId,
      notice: payload,
      occurredAt: createdAt,
    }),
  'send-invitation': ({ tenantId, outboxId, payload, request }) =>
    sendInvitation(authorize({ type: 'system', tenantId, task: 'notify', request }, 'notification:send'), {
      id: outboxId,
      invitationId: payload.invitationId,
    }),
  'lay-out-webhooks': ({ tenantId, request }) =>
    layOutMessages(
      authorize({ type: 'system', tenantId, task: 'webhooks', request }, 'webhook:deliver'),
      () => new Date(),
    ),
  'deliver-webhooks': ({ tenantId, payload, request }) =>
    deliverToEndpoint(authorize({ type: 'system', tenantId, task: 'webhooks', request }, 'webhook:deliver'), {
      endpointId: payload.endpointId,
      clock: () => new Date(),
    }),
}
