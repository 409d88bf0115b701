import type { TenantTx } from '#server/platform/db/index.ts'
import { parseStored } from './event-summary.ts'

type ChangeEvent = {
  seq: number
  /** ISO 8601 with six digits of a second. */
  recordedAt: string
  action: string
  source: string
  metadata: Record<string, unknown>
}

/**
 * The events of these actions whose first target is this, the newest first and at most `limit`; what cannot be read
 * any more is left out. For another domain's transaction that may read the log. Found by an index.
 */
export async function changesOf(
  tx: TenantTx,
  targetId: string,
  actions: readonly string[],
  limit: number,
): Promise<ChangeEvent[]> {
  const rows = await tx.query<{ seq: number; recordedAt: string; canonical: string | null }>(
    `SELECT seq, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt", canonical
     FROM audit_events WHERE tenant_id = $1 AND target_id = $2 AND action = ANY ($3) ORDER BY seq DESC LIMIT $4`,
    [tx.tenantId, targetId, actions, limit],
  )
  return rows.flatMap((row) => {
    const event = parseStored(row)
    if (!event) return []
    const { action, context, metadata } = event
    return [{ seq: row.seq, recordedAt: row.recordedAt, action, source: context.source, metadata }]
  })
}
