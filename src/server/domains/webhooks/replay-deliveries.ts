import type { z } from 'zod'
import type { webhooksReplayInput } from '#contracts/webhooks.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { lockEndpoint } from './endpoint-store.ts'
import { wakeEndpoints } from './wake-endpoints.ts'

type Replay = z.infer<typeof webhooksReplayInput>

/**
 * Sends again what is delivered or dead: under the same webhook-id, in the order in which it happened.
 * @throws AppError `not_found`, `conflict` while the endpoint is not enabled
 */
export function replayDeliveries(
  scope: TenantScope<'webhook:manage'>,
  { endpointId, what }: Replay,
): Promise<{ replayed: number }> {
  return withTenant(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId)
    if (endpoint.state !== 'enabled') {
      throw new AppError({ code: 'conflict', message: 'Enable the webhook first; nothing is sent to it now.' })
    }
    const now = new Date()
    const replayed = await sendAgain(tx, endpointId, what, now)
    if (replayed === 0) {
      if (what.kind === 'one') await requireDelivery(tx, endpointId, what.deliveryId)
      tx.unchanged('nothing of it is delivered or dead')
      return { replayed }
    }
    await wakeEndpoints(tx, [endpointId], now, now)
    await append(tx, {
      action: 'webhook.replay',
      targets: [{ type: 'webhook_endpoint', id: endpointId }],
      metadata: { kind: what.kind, since: what.kind === 'since' ? what.since : null, deliveries: replayed },
    })
    return { replayed }
  })
}

async function sendAgain(tx: TenantTx, endpointId: string, what: Replay['what'], now: Date): Promise<number> {
  const [condition, value] =
    what.kind === 'one'
      ? ['d.id = $4::uuid', what.deliveryId]
      : what.kind === 'since'
        ? [`d.created_at >= $4::timestamptz AND m.type <> 'webhook.test'`, what.since]
        : [`d.state = $4 AND m.type <> 'webhook.test'`, 'dead']
  const [row] = await tx.query<{ replayed: number }>(
    `WITH replayed AS (
       UPDATE webhook_deliveries d SET state = 'pending', attempts = 0, next_attempt_at = $3, finished_at = NULL,
         claim = NULL, claimed_until = NULL, replays = replays + 1
       FROM webhook_messages m
       WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.state <> 'pending' AND m.tenant_id = d.tenant_id
         AND m.id = d.message_id AND ${condition} RETURNING 1
     ) SELECT count(*)::int AS replayed FROM replayed`,
    [tx.tenantId, endpointId, now, value],
  )
  return row?.replayed ?? 0
}

async function requireDelivery(tx: TenantTx, endpointId: string, id: string): Promise<void> {
  const found = await tx.query(
    'SELECT 1 FROM webhook_deliveries WHERE tenant_id = $1 AND endpoint_id = $2 AND id = $3',
    [tx.tenantId, endpointId, id],
  )
  if (found.length === 0) throw notFound('delivery')
}
