import type { TenantTx } from '#server/platform/db/index.ts'
import { wakeEndpoints } from './wake-endpoints.ts'

/** Where something has been due for ten minutes and no run is on its way, one is started: a lost job stops nobody. */
export async function wakeStalledEndpoints(tx: TenantTx, now: Date): Promise<void> {
  const stalled = await tx.query<{ id: string }>(
    `SELECT e.id FROM webhook_endpoints e WHERE e.tenant_id = $1 AND e.state = 'enabled'
       AND (e.rests_until IS NULL OR e.rests_until < $2) AND EXISTS (
         SELECT 1 FROM webhook_deliveries d WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id
           AND d.state = 'pending' AND d.next_attempt_at < $2::timestamptz - interval '10 minutes')`,
    [tx.tenantId, now],
  )
  await wakeEndpoints(
    tx,
    stalled.map(({ id }) => id),
    now,
    now,
  )
}
