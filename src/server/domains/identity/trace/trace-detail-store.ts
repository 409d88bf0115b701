import type { ReceivedNode, TraceLink } from '#contracts/sign-in-traces.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { StoredStep } from './sign-in-trace.ts'
import type { TraceRow } from './trace-view.ts'

export type TraceDetailRow = TraceRow & {
  requestId: string
  sessionId: string | null
  steps: StoredStep[]
  received: ReceivedNode | null
  personalValues: number
}

/** One trace without its personal values. */
export async function traceById(tx: TenantTx, id: string): Promise<TraceDetailRow | null> {
  const [row] = await tx.query<TraceDetailRow>(
    `SELECT t.id, t.connection_id AS "connectionId", t.connection_name AS "connectionName", t.protocol,
       t.test_id IS NOT NULL AS test, t.outcome, t.failed_check AS "failedCheck", t.started_at AS "startedAt",
       t.ended_at AS "endedAt", u.id AS "personId", u.display_name AS "personName", t.request_id AS "requestId",
       t.session_id AS "sessionId", t.steps, t.received,
       (SELECT count(*)::int FROM jsonb_object_keys(t.personal)) AS "personalValues"
     FROM sign_in_traces t LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.user_id
     WHERE t.tenant_id = $1 AND t.id = $2`,
    [tx.tenantId, id],
  )
  return row ?? null
}

export async function personalValuesOf(
  tx: TenantTx,
  id: string,
): Promise<{ received: ReceivedNode | null; personal: Record<string, string> } | null> {
  const [row] = await tx.query<{ received: ReceivedNode | null; personal: Record<string, string> }>(
    'SELECT received, personal FROM sign_in_traces WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id],
  )
  return row ?? null
}

/** Links to a trace that still work. */
export async function liveLinks(tx: TenantTx, traceId: string, linkId: string | null = null): Promise<TraceLink[]> {
  const rows = await tx.query<{
    id: string
    createdAt: Date
    expiresAt: Date
    opened: number
    lastOpenedAt: Date | null
  }>(
    `SELECT id, created_at AS "createdAt", expires_at AS "expiresAt", opened, last_opened_at AS "lastOpenedAt" FROM trace_links
     WHERE tenant_id = $1 AND trace_id = $2 AND revoked_at IS NULL AND expires_at > now() AND ($3::uuid IS NULL OR id = $3)
     ORDER BY created_at DESC`,
    [tx.tenantId, traceId, linkId],
  )
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    opened: row.opened,
    lastOpenedAt: row.lastOpenedAt?.toISOString() ?? null,
  }))
}
