import type { EndedAccess, LeaverSummary } from '#contracts/leavers.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

type SummaryRow = Omit<LeaverSummary, 'requestedAt' | 'accessEndedAt' | 'firstRefusedAt'> & {
  requestedAt: Date
  accessEndedAt: Date
  firstRefusedAt: Date | null
}

const SUMMARY = `r.id, json_build_object('id', r.user_id, 'name', coalesce(u.display_name, r.person_name),
    'exists', u.id IS NOT NULL) AS person,
  r.cause, CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'name', d.name) END AS directory,
  r.requested_at AS "requestedAt", coalesce(r.access_ended_at, r.recorded_at) AS "accessEndedAt",
  greatest(0, round(extract(epoch FROM coalesce(r.access_ended_at, r.recorded_at) - r.requested_at) * 1000))::float8 AS "tookMs",
  count(a.id) FILTER (WHERE a.kind = 'session')::int AS sessions,
  count(a.id) FILTER (WHERE a.kind IN ('api_key', 'setup_link', 'trace_link'))::int AS tokens,
  count(a.id) FILTER (WHERE a.kind = 'passkey')::int AS passkeys,
  min(a.refused_at) AS "firstRefusedAt"`
const FROM = `FROM leaver_receipts r
  LEFT JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.user_id
  LEFT JOIN directories d ON d.tenant_id = r.tenant_id AND d.id = r.directory_id
  LEFT JOIN leaver_access a ON a.tenant_id = r.tenant_id AND a.receipt_id = r.id`
const GROUPED = 'GROUP BY r.tenant_id, r.id, u.id, u.display_name, d.id, d.name'

/** Newest first, after a place in that order. */
export async function pageOfLeavers(
  tx: TenantTx,
  page: { after: { recordedAt: string; id: string } | null; limit: number; search: string | null },
): Promise<(LeaverSummary & { recordedAt: string })[]> {
  const rows = await tx.query<SummaryRow & { recordedAt: string }>(
    `SELECT ${SUMMARY}, to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt" ${FROM}
     WHERE r.tenant_id = $1 AND ($2::timestamptz IS NULL OR (r.recorded_at, r.id) < ($2::timestamptz, $3::uuid))
       AND ($5::text IS NULL OR coalesce(u.display_name, r.person_name) ILIKE $5 OR r.user_id::text = $6)
     ${GROUPED} ORDER BY r.recorded_at DESC, r.id DESC LIMIT $4`,
    [
      tx.tenantId,
      page.after?.recordedAt ?? null,
      page.after?.id ?? null,
      page.limit,
      page.search && `%${page.search.replace(/[\\%_]/g, '\\$&')}%`,
      page.search,
    ],
  )
  return rows.map(({ recordedAt, ...row }) => ({ ...summaryOf(row), recordedAt }))
}

export async function leaverById(tx: TenantTx, id: string): Promise<(LeaverSummary & LeaverFacts) | null> {
  const [row] = await tx.query<SummaryRow & LeaverFacts>(
    `SELECT ${SUMMARY}, r.token_id AS "tokenId", r.request_id AS "requestId", r.roles_lost AS "rolesLost", r.kept, r.passed
     ${FROM} WHERE r.tenant_id = $1 AND r.id = $2 ${GROUPED}`,
    [tx.tenantId, id],
  )
  return row ? { ...row, ...summaryOf(row) } : null
}

export type LeaverFacts = {
  tokenId: string | null
  requestId: string
  rolesLost: { role: string; from: 'hand' | 'group' | 'rule' }[]
  kept: { kind: 'scim_token'; id: string }[]
  passed: boolean
}

function summaryOf(row: SummaryRow): LeaverSummary {
  const { id, person, cause, directory, tookMs, sessions, tokens, passkeys } = row
  return {
    id,
    person,
    cause,
    directory,
    requestedAt: row.requestedAt.toISOString(),
    accessEndedAt: row.accessEndedAt.toISOString(),
    tookMs,
    sessions,
    tokens,
    passkeys,
    firstRefusedAt: row.firstRefusedAt?.toISOString() ?? null,
  }
}

/** In the order in which they ended. */
export async function accessEndedFor(tx: TenantTx, receiptId: string): Promise<EndedAccess[]> {
  const rows = await tx.query<
    Omit<EndedAccess, 'beganAt' | 'endedAt' | 'refusedAt'> &
      Record<'beganAt' | 'endedAt', Date> & { refusedAt: Date | null }
  >(
    `SELECT kind, credential_id AS id, began_at AS "beganAt", ended_at AS "endedAt", refused_at AS "refusedAt"
     FROM leaver_access WHERE tenant_id = $1 AND receipt_id = $2 ORDER BY ended_at, credential_id`,
    [tx.tenantId, receiptId],
  )
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    beganAt: row.beganAt.toISOString(),
    endedAt: row.endedAt.toISOString(),
    refusedAt: row.refusedAt?.toISOString() ?? null,
  }))
}

export type LeaverEventRow = {
  seq: number
  proof: Buffer[]
  canonical: string | null
  leafHash: Buffer
  entryHash: Buffer
}

/** The events of a receipt as the log has them, with the proofs that were kept. */
export function leaverEvents(tx: TenantTx, receiptId: string): Promise<LeaverEventRow[]> {
  return tx.query<LeaverEventRow>(
    `SELECT l.seq, l.proof, e.canonical, e.leaf_hash AS "leafHash", e.entry_hash AS "entryHash"
     FROM leaver_events l JOIN audit_events e ON e.tenant_id = l.tenant_id AND e.seq = l.seq
     WHERE l.tenant_id = $1 AND l.receipt_id = $2 ORDER BY l.seq`,
    [tx.tenantId, receiptId],
  )
}

export async function logOriginOf(tx: TenantTx): Promise<string> {
  const [row] = await tx.query<{ origin: string }>('SELECT log_origin AS origin FROM tenants WHERE id = $1', [
    tx.tenantId,
  ])
  return row?.origin ?? ''
}
