import type { AuditFilter } from '#contracts/audit.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

/** A stored event as the viewer needs it. `canonical` is null where retention emptied it. */
export type EventRow = { seq: number; recordedAt: string; canonical: string | null }
export type FullEventRow = EventRow & {
  personalPaths: string[]
  personalSalts: (Buffer | null)[]
  personalValues: (string | null)[]
  leafHash: Buffer
  nonce: Buffer
  entryHash: Buffer
  chainKeyId: number
}
/** The same with the columns that Postgres derived from the text, for verification. */
export type StoredEventRow = FullEventRow & {
  tenantId: string
  columns: {
    id: string | null
    action: string | null
    actorType: string | null
    actorId: string | null
    outcome: string | null
    source: string | null
  }
}

// A Date has three digits of a second; the log has six.
const RECORDED_AT = `to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt"`
const FULL = `seq, ${RECORDED_AT}, canonical, personal_paths AS "personalPaths", personal_salts AS "personalSalts",
  personal_values AS "personalValues", leaf_hash AS "leafHash", nonce, entry_hash AS "entryHash", chain_key_id AS "chainKeyId"`

/** Newest first, before `beforeSeq`; at most `limit`. */
export function findEvents(
  tx: TenantTx,
  filter: AuditFilter,
  page: { beforeSeq: number | null; limit: number },
): Promise<EventRow[]> {
  const values: unknown[] = [tx.tenantId]
  const where = ['tenant_id = $1']
  const add = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value)
    where.push(condition(`$${values.length}`))
  }
  if (page.beforeSeq !== null) add((p) => `seq < ${p}`, page.beforeSeq)
  if (filter.from) add((p) => `recorded_at >= ${p}::timestamptz`, filter.from)
  if (filter.to) add((p) => `recorded_at < ${p}::timestamptz`, filter.to)
  if (filter.outcome) add((p) => `outcome = ${p}`, filter.outcome)
  if (filter.source) add((p) => `source = ${p}`, filter.source)
  if (filter.actor) add((p) => `(actor_id = ${p} OR actor_type = ${p})`, filter.actor)
  if (filter.action) {
    if (filter.action.includes('*')) add((p) => `action LIKE ${p}`, wildcard(filter.action))
    else add((p) => `action = ${p}`, filter.action)
  }
  if (filter.target) {
    add(
      (p) => `EXISTS (SELECT 1 FROM jsonb_array_elements(canonical::jsonb -> 'targets') t
        WHERE t ->> 'id' = ${p} OR t ->> 'type' = ${p} OR (t ->> 'type') || ':' || (t ->> 'id') = ${p})`,
      filter.target,
    )
  }
  values.push(page.limit)
  return tx.query<EventRow>(
    `SELECT seq, ${RECORDED_AT}, canonical FROM audit_events WHERE ${where.join(' AND ')} ORDER BY seq DESC LIMIT $${values.length}`,
    values,
  )
}

/** `*` stands for any run of characters; everything else for itself. */
function wildcard(action: string): string {
  return action.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}

/** Newest first: events by one thing, or of which it is the first target. Both are found by an index. */
export function findEventsAbout(tx: TenantTx, id: string, limit: number): Promise<EventRow[]> {
  const newest = (column: 'actor_id' | 'target_id') =>
    `(SELECT seq, recorded_at, canonical FROM audit_events WHERE tenant_id = $1 AND ${column} = $2 ORDER BY seq DESC LIMIT $3)`
  return tx.query<EventRow>(
    `SELECT seq, ${RECORDED_AT}, canonical FROM (${newest('actor_id')} UNION ${newest('target_id')}) found
     ORDER BY seq DESC LIMIT $3`,
    [tx.tenantId, id, limit],
  )
}

export async function findEvent(tx: TenantTx, seq: number): Promise<FullEventRow | null> {
  const [row] = await tx.query<FullEventRow>(`SELECT ${FULL} FROM audit_events WHERE tenant_id = $1 AND seq = $2`, [
    tx.tenantId,
    seq,
  ])
  return row ?? null
}

/** The entry hash of one event, or null where there is none. */
export async function findEntryHash(tx: TenantTx, seq: number): Promise<Buffer | null> {
  const [row] = await tx.query<{ entryHash: Buffer }>(
    `SELECT entry_hash AS "entryHash" FROM audit_events WHERE tenant_id = $1 AND seq = $2`,
    [tx.tenantId, seq],
  )
  return row?.entryHash ?? null
}

export async function findLastEventOf(tx: TenantTx, action: string): Promise<EventRow | null> {
  const [row] = await tx.query<EventRow>(
    `SELECT seq, ${RECORDED_AT}, canonical FROM audit_events WHERE tenant_id = $1 AND action = $2 ORDER BY seq DESC LIMIT 1`,
    [tx.tenantId, action],
  )
  return row ?? null
}

/** Small enough that checking one does not keep other requests waiting. */
const BATCH = 500

/**
 * Every event up to `lastSeq` in order, in batches, so that memory stays flat. Paged by number and time,
 * which are the key: a second row forged under a number must not fall between two batches.
 */
export async function* readInOrder(tx: TenantTx, lastSeq: number): AsyncGenerator<StoredEventRow[]> {
  let after = { seq: 0, recordedAt: '-infinity' }
  for (let full = true; full; ) {
    const rows = await tx.prepared<FullEventRow & Record<string, string | null>>(
      'audit-read-in-order',
      `SELECT tenant_id AS "tenantId", ${FULL}, id, action, actor_type, actor_id, outcome, source
       FROM audit_events WHERE tenant_id = $1 AND (seq, recorded_at) > ($2::bigint, $3::timestamptz) AND seq <= $4
       ORDER BY seq, recorded_at LIMIT ${BATCH}`,
      [tx.tenantId, after.seq, after.recordedAt, lastSeq],
    )
    after = rows.at(-1) ?? after
    full = rows.length === BATCH
    yield rows.map(({ id, action, actor_type, actor_id, outcome, source, ...row }) => ({
      ...row,
      columns: {
        id: id ?? null,
        action: action ?? null,
        actorType: actor_type ?? null,
        actorId: actor_id ?? null,
        outcome: outcome ?? null,
        source: source ?? null,
      },
    })) as StoredEventRow[]
  }
}
