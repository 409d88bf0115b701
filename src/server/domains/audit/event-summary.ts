import { z } from 'zod'
import type { AuditEventSummary } from '#contracts/audit.ts'
import { actorTypeSchema, outcomeSchema } from '#contracts/audit-events.ts'
import { uuidSchema } from '#contracts/identifiers.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { EventRow } from './event-store.ts'

// Read leniently, since verification is what is strict; but a text that somebody replaced must not stop the reader.
const storedEvent = z.object({
  id: uuidSchema,
  occurredAt: z.string().nullable().default(null),
  actor: z.object({ type: actorTypeSchema, id: z.string().optional() }),
  action: z.string(),
  targets: z.array(z.object({ type: z.string(), id: z.string() })),
  outcome: z.object({ result: outcomeSchema, reason: z.string().optional() }),
  context: z.object({
    source: z.string(),
    requestId: z.string().optional(),
    sessionId: z.string().optional(),
    decisionId: z.string().optional(),
  }),
  metadata: z.record(z.string(), z.unknown()),
  personal: z.record(z.string(), z.string()),
})
type Parsed = z.infer<typeof storedEvent>

/** Null where the text is gone (retention) or is not an event any more (tampering). */
export function parseStored(row: EventRow): Parsed | null {
  if (row.canonical === null) return null
  try {
    return storedEvent.safeParse(JSON.parse(row.canonical)).data ?? null
  } catch {
    return null
  }
}

/** Stands in the list where an event cannot be read, so that its place and time are still seen. */
const UNREADABLE: Parsed = {
  id: '00000000-0000-0000-0000-000000000000',
  occurredAt: null,
  actor: { type: 'system' },
  action: 'event.unreadable',
  targets: [],
  outcome: { result: 'failure', reason: 'unreadable' },
  context: { source: '' },
  metadata: {},
  personal: {},
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Summaries with the present names of people and things, in a fixed number of queries. */
export async function summarise(tx: TenantTx, rows: readonly EventRow[]): Promise<AuditEventSummary[]> {
  const events = rows.map((row) => ({ row, parsed: parseStored(row) ?? UNREADABLE }))
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
     UNION ALL SELECT id, name FROM api_keys WHERE tenant_id = $1 AND id = ANY($2)
     UNION ALL SELECT id, name FROM tenants WHERE id = $1 AND id = ANY($2)`,
    [tx.tenantId, ids],
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}
