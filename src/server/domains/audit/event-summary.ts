import type { AuditEventSummary } from '#contracts/audit.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { EventRow } from './event-store.ts'

type Parsed = {
  id: string
  occurredAt: string | null
  actor: { type: AuditEventSummary['actor']['type']; id?: string }
  action: string
  targets: { type: string; id: string }[]
  outcome: { result: AuditEventSummary['outcome']['result']; reason?: string }
  context: { source: string; requestId?: string; sessionId?: string; decisionId?: string }
  metadata: Record<string, unknown>
  personal: Record<string, string>
}

/** The hashed text of a stored event, read leniently: verification is what is strict. */
export function parseStored(row: EventRow): Parsed | null {
  return row.canonical === null ? null : (JSON.parse(row.canonical) as Parsed)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Summaries with the present names of people and things, in a fixed number of queries. */
export async function summarise(tx: TenantTx, rows: readonly EventRow[]): Promise<AuditEventSummary[]> {
  const events = rows.flatMap((row) => {
    const parsed = parseStored(row)
    return parsed ? [{ row, parsed }] : []
  })
  const ids = new Set<string>()
  for (const { parsed } of events) {
    if (parsed.actor.id && UUID.test(parsed.actor.id)) ids.add(parsed.actor.id)
    for (const target of parsed.targets) if (UUID.test(target.id)) ids.add(target.id)
  }
  const names = await presentNames(tx, [...ids])
  return events.map(({ row, parsed }) => ({
    seq: row.seq,
    id: parsed.id,
    recordedAt: row.recordedAt,
    actor: {
      type: parsed.actor.type,
      id: parsed.actor.id ?? null,
      name: parsed.actor.id ? (names.get(parsed.actor.id) ?? null) : null,
    },
    action: parsed.action,
    targets: parsed.targets.map((target) => ({ ...target, name: names.get(target.id) ?? null })),
    outcome: { result: parsed.outcome.result, reason: parsed.outcome.reason ?? null },
    source: parsed.context.source,
  }))
}

/** What is called how today, as far as the reader may see it. The committed names stay hidden. */
async function presentNames(tx: TenantTx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0 || !(await tx.may('member:read'))) return new Map()
  const rows = await tx.query<{ id: string; name: string }>(
    `SELECT id, display_name AS name FROM users WHERE tenant_id = $1 AND id = ANY($2)
     UNION ALL SELECT id, display_name FROM groups WHERE tenant_id = $1 AND id = ANY($2)
     UNION ALL SELECT id, name FROM directories WHERE tenant_id = $1 AND id = ANY($2)
     UNION ALL SELECT id, name FROM sso_connections WHERE tenant_id = $1 AND id = ANY($2)
     UNION ALL SELECT id, name FROM api_keys WHERE tenant_id = $1 AND id = ANY($2)`,
    [tx.tenantId, ids],
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}
