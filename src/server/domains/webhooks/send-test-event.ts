import type { z } from 'zod'
import { WEBHOOK_TEST_TYPE, type webhooksTestOutput } from '#contracts/webhooks.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { recordAttempt } from './delivery-store.ts'
import { type Answer, postWebhook } from './post-webhook.ts'
import { signMessage } from './sign-message.ts'
import { openSecret } from './webhook-secret.ts'

/**
 * Sends one message that is about nobody and answers what the receiver said, whatever state the endpoint is in. It is
 * not tried again. The request is made between two transactions.
 * @throws AppError `not_found`
 */
export async function sendTestEvent(
  scope: TenantScope<'webhook:manage'>,
  input: { id: string },
): Promise<z.infer<typeof webhooksTestOutput>> {
  const { tenantId } = scope
  const [messageId, deliveryId, now] = [newId(), newId(), new Date()]
  const { url, secrets } = await withTenant(scope, async (tx) => {
    tx.unchanged('the address is read before anything is sent to it')
    return addressOf(tx, input.id, now)
  })
  const payload = {
    type: WEBHOOK_TEST_TYPE,
    timestamp: now.toISOString(),
    tenantId,
    subject: { type: 'endpoint', id: input.id },
    sequence: 1,
    data: { message: 'A test event, sent from the console.' },
  }
  const body = JSON.stringify(payload)
  const answer = await postWebhook(url, body, signMessage(messageId, now, body, secrets))
  const accepted = answer.status !== null && answer.status >= 200 && answer.status < 300
  await withTenant(scope, (tx) =>
    record(tx, { endpointId: input.id, messageId, deliveryId, payload, answer, accepted, now }),
  )
  const { startedAt, retryAfterMs: _, ...said } = answer
  return { ...said, startedAt: startedAt.toISOString(), deliveryId, accepted }
}

async function addressOf(tx: TenantTx, endpointId: string, now: Date): Promise<{ url: string; secrets: string[] }> {
  const [row] = await tx.query<{ url: string; number: number; wrapped: Buffer; previous: Buffer | null }>(
    `SELECT url, secret_number AS number, secret_wrapped AS wrapped,
       CASE WHEN previous_until > $3 THEN previous_wrapped END AS previous
     FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, endpointId, now],
  )
  if (!row) throw notFound('webhook')
  const place = { tenantId: tx.tenantId, endpointId }
  const secrets = [await openSecret(row.wrapped, { ...place, number: row.number })]
  if (row.previous) secrets.push(await openSecret(row.previous, { ...place, number: row.number - 1 }))
  return { url: row.url, secrets }
}

type Sent = {
  endpointId: string
  messageId: string
  deliveryId: string
  payload: object
  answer: Answer
  accepted: boolean
  now: Date
}

async function record(tx: TenantTx, sent: Sent): Promise<void> {
  const { endpointId, messageId, deliveryId, answer } = sent
  await tx.query(
    `INSERT INTO webhook_messages (tenant_id, id, type, subject_id, sequence, payload, created_at)
     VALUES ($1, $2, $3, $4, 1, $5, $6)`,
    [tx.tenantId, messageId, WEBHOOK_TEST_TYPE, endpointId, JSON.stringify(sent.payload), sent.now],
  )
  await tx.query(
    `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, message_id, subject_id, state, attempts, next_attempt_at,
       created_at, finished_at) VALUES ($1, $2, $3, $4, $3, $5, 1, $6, $6, $6)`,
    [tx.tenantId, deliveryId, endpointId, messageId, sent.accepted ? 'delivered' : 'dead', sent.now],
  )
  await recordAttempt(tx, deliveryId, answer)
  const { status, failure } = answer
  await append(tx, {
    action: 'webhook.test',
    targets: [{ type: 'webhook_endpoint', id: endpointId }],
    outcome: { result: sent.accepted ? 'success' : 'failure' },
    metadata: { status, failure },
  })
}
