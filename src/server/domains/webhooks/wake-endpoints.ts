import type { TenantTx } from '#server/platform/db/index.ts'
import { enqueue } from '#server/platform/queue/index.ts'

/**
 * Has a delivery run started at `at`, unless one is queued that comes no later. A run that was queued five minutes ago
 * and has not begun is not relied on.
 */
export async function wakeEndpoints(tx: TenantTx, ids: readonly string[], at: Date, now: Date): Promise<void> {
  if (ids.length === 0) return
  const woken = await tx.query<{ id: string }>(
    `UPDATE webhook_endpoints SET wake_at = $3, wake_noted_at = $4
     WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND state = 'enabled'
       AND (wake_at IS NULL OR wake_at > $3 OR greatest(wake_at, wake_noted_at) < $4::timestamptz - interval '5 minutes')
     RETURNING id`,
    [tx.tenantId, ids, at, now],
  )
  for (const { id } of woken) await enqueue(tx, 'deliver-webhooks', { endpointId: id }, at > now ? at : null)
}
