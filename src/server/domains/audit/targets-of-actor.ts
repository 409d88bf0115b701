import type { AuditAction } from '#contracts/audit-events.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const AT_MOST = 200

/** Ids of what somebody did an action on, by the log itself: for another domain's transaction that acts for that somebody. */
export async function targetsOfActor(tx: TenantTx, actorId: string, action: AuditAction): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT (canonical::jsonb) #>> '{targets,0,id}' AS id FROM audit_events
     WHERE tenant_id = $1 AND actor_id = $2 AND action = $3 ORDER BY seq DESC LIMIT ${AT_MOST}`,
    [tx.tenantId, actorId, action],
  )
  return rows.map(({ id }) => id)
}
