import type {
  ProvisioningClient,
  ProvisioningFilter,
  ProvisioningKind,
  ProvisioningOutcome,
} from '#contracts/provisioning-log.ts'
import { containsPattern } from '#server/platform/contains-pattern.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { LogEntry } from './log-entry.ts'
import type { RequestFacts } from './request-facts.ts'

export type LogRow = {
  id: string
  at: Date
  durationMs: number
  kind: ProvisioningKind
  outcome: ProvisioningOutcome
  method: string
  status: number
  scimType: string | null
  situation: string | null
  provider: ProvisioningClient
  facts: RequestFacts
  tokenId: string | null
  tokenPrefix: string | null
}

const SUMMARY = `l.id, l.at, l.duration_ms AS "durationMs", l.kind, l.outcome, l.method, l.status,
  l.scim_type AS "scimType", l.situation, l.provider, l.facts, l.token_id AS "tokenId", l.token_prefix AS "tokenPrefix"`

export type LogDetailRow = LogRow & {
  directoryId: string
  directoryName: string
  directoryProvider: string
  requestId: string
  path: string
  query: string | null
  detail: string | null
  userAgent: string | null
  userIds: string[]
  groupIds: string[]
  auditSeqs: number[]
  request: unknown
  response: unknown
  requestBytes: number
  responseBytes: number
  personal: LogEntry['personal']
}

const DETAIL = `${SUMMARY}, l.directory_id AS "directoryId", d.name AS "directoryName", d.provider AS "directoryProvider",
  l.request_id AS "requestId", l.path, l.query, l.detail, l.user_agent AS "userAgent", l.user_ids AS "userIds",
  l.group_ids AS "groupIds", l.audit_seqs::float8[] AS "auditSeqs", l.request, l.response, l.request_bytes AS "requestBytes",
  l.response_bytes AS "responseBytes", l.personal`

const FROM = 'FROM provisioning_log l JOIN directories d ON d.tenant_id = l.tenant_id AND d.id = l.directory_id'

export type LogPage = {
  directoryId: string
  filter: ProvisioningFilter
  after: readonly [at: string, id: string] | null
  limit: number
  /** Whether free text may find people and groups by their names. */
  byNameOf: { people: boolean; groups: boolean }
}

/** The newest first. */
export function pageOfLog(tx: TenantTx, page: LogPage): Promise<LogRow[]> {
  return tx.query<LogRow>(`SELECT ${SUMMARY} FROM provisioning_log l ${WHERE}`, valuesOf(tx, page))
}

/** The same with everything that is stored. */
export function detailedPageOfLog(tx: TenantTx, page: LogPage): Promise<LogDetailRow[]> {
  return tx.query<LogDetailRow>(`SELECT ${DETAIL} ${FROM} ${WHERE}`, valuesOf(tx, page))
}

export async function entryOfLog(tx: TenantTx, id: string): Promise<LogDetailRow | null> {
  const [row] = await tx.query<LogDetailRow>(`SELECT ${DETAIL} ${FROM} WHERE l.tenant_id = $1 AND l.id = $2`, [
    tx.tenantId,
    id,
  ])
  return row ?? null
}

// $12: free text; people and groups of that name are found once and not for each row.
const WHERE = `WHERE l.tenant_id = $1 AND l.directory_id = $2
  AND ($3::text IS NULL OR l.outcome = $3) AND ($4::text IS NULL OR l.kind = $4)
  AND ($5::uuid IS NULL OR $5 = ANY (l.user_ids)) AND ($6::uuid IS NULL OR $6 = ANY (l.group_ids))
  AND ($7::uuid IS NULL OR l.token_id = $7)
  AND ($8::timestamptz IS NULL OR l.at >= $8) AND ($9::timestamptz IS NULL OR l.at < $9)
  AND ($10::timestamptz IS NULL OR (l.at, l.id) < ($10, $11::uuid))
  AND ($12::text IS NULL
    OR concat_ws(' ', l.method, l.path, l.query, l.detail, l.user_agent, l.request_id, l.scim_type, l.status) ILIKE $12
    OR ($13 AND l.user_ids && (SELECT coalesce(array_agg(u.id), '{}') FROM (SELECT id FROM users
      WHERE tenant_id = $1 AND (display_name ILIKE $12 OR user_name ILIKE $12 OR email ILIKE $12) LIMIT 500) u))
    OR ($14 AND l.group_ids && (SELECT coalesce(array_agg(g.id), '{}') FROM (SELECT id FROM groups
      WHERE tenant_id = $1 AND display_name ILIKE $12 LIMIT 500) g)))
  ORDER BY l.at DESC, l.id DESC LIMIT $15`

function valuesOf(tx: TenantTx, { directoryId, filter, after, limit, byNameOf }: LogPage): unknown[] {
  return [
    tx.tenantId,
    directoryId,
    filter.outcome ?? null,
    filter.kind ?? null,
    filter.person ?? null,
    filter.group ?? null,
    filter.token ?? null,
    filter.from ?? null,
    filter.to ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    filter.q === undefined ? null : containsPattern(filter.q),
    byNameOf.people,
    byNameOf.groups,
    limit,
  ]
}

/** Names of people and groups that are still here, for who may see them. */
export async function namesOf(
  tx: TenantTx,
  ids: { people: readonly string[]; groups: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    `SELECT id, display_name AS name FROM users WHERE tenant_id = $1 AND id = ANY ($2::uuid[])
     UNION ALL SELECT id, display_name FROM groups WHERE tenant_id = $1 AND id = ANY ($3::uuid[])
     UNION ALL SELECT id, display_name FROM dry_run_users WHERE tenant_id = $1 AND id = ANY ($2::uuid[])
     UNION ALL SELECT id, display_name FROM dry_run_groups WHERE tenant_id = $1 AND id = ANY ($3::uuid[])`,
    [tx.tenantId, ids.people, ids.groups],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
