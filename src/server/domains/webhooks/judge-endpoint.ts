import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { Outcome } from './delivery-store.ts'
import { isToBePaused, restUntil } from './retry-schedule.ts'

/**
 * What a batch says about the endpoint: it works, it is left alone for a while, it is gone (410, for good), or it has
 * taken nothing for a day and is paused.
 * @returns whether to go on with the next batch
 */
export async function judgeEndpoint(
  tx: TenantTx,
  input: { endpointId: string; outcomes: readonly Outcome[]; now: Date },
): Promise<boolean> {
  const { endpointId: id, outcomes, now } = input
  if (outcomes.some(({ answer }) => answer.status === 410)) {
    await stop(tx, id, 'gone', now)
    return false
  }
  if (outcomes.some(({ accepted }) => accepted)) {
    await tx.query(
      `UPDATE webhook_endpoints SET failing_since = NULL, barren = 0, rests_until = NULL, last_delivered_at = $3
       WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, id, now],
    )
    return true
  }
  const [row] = await tx.query<{ failingSince: Date; barren: number }>(
    `UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, $3), barren = barren + $4
     WHERE tenant_id = $1 AND id = $2 AND state = 'enabled' RETURNING failing_since AS "failingSince", barren`,
    [tx.tenantId, id, now, outcomes.every(isDown) ? 1 : 0],
  )
  if (!row) return false
  if (isToBePaused(row.failingSince, now)) {
    await stop(tx, id, 'failing', now)
    return false
  }
  if (row.barren > 0) {
    await tx.query('UPDATE webhook_endpoints SET rests_until = $3 WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      id,
      restUntil(row.barren, now, Math.max(...outcomes.map(({ answer }) => answer.retryAfterMs ?? 0))),
    ])
    return false
  }
  return true
}

/** A 4xx is about the message; everything else about the receiver. */
function isDown({ answer: { status } }: Outcome): boolean {
  return status === null || status >= 500 || status === 429
}

async function stop(tx: TenantTx, id: string, because: 'gone' | 'failing', now: Date): Promise<void> {
  const [stopped] = await tx.query<{ url: string; failingSince: Date | null }>(
    `UPDATE webhook_endpoints SET state = $3, stopped_because = $4, wake_at = NULL, wake_noted_at = NULL
     WHERE tenant_id = $1 AND id = $2 AND state = 'enabled' RETURNING url, failing_since AS "failingSince"`,
    [tx.tenantId, id, because === 'gone' ? 'disabled' : 'paused', because],
  )
  if (!stopped) return
  const { url } = stopped
  const targets = [{ type: 'webhook_endpoint', id }]
  if (because === 'gone') {
    await append(tx, { action: 'webhook.endpoint.disable', targets, metadata: { url, cause: 'gone' } })
  } else {
    const failingSince = (stopped.failingSince ?? now).toISOString()
    await append(tx, { action: 'webhook.endpoint.pause', targets, metadata: { url, failingSince } })
  }
  const notice = because === 'gone' ? 'webhook.gone' : 'webhook.pause'
  await notifyOwners(tx, { notice, target: { id, name: new URL(url).host } })
}
