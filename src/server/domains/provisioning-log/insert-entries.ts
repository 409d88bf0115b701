import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { LogEntry } from './log-entry.ts'

export type InsertedEntry = LogEntry & { directory_id: string; token_id: string | null }

/** Many rows, one statement. A directory that has gone meanwhile takes its rows along. */
export async function insertEntries(tenantId: string, entries: readonly InsertedEntry[]): Promise<void> {
  const request = { source: 'scim', requestId: newId() } as const
  const scope = authorize({ type: 'system', tenantId, task: 'provisioning-log', request }, 'provisioning-log:write')
  await withTenant(scope, async (tx) => {
    tx.housekeeping('a request that was answered is written down, whose effects left their own events')
    await tx.prepared(
      'provisioning-log-insert',
      `INSERT INTO provisioning_log (tenant_id, id, directory_id, token_id, token_prefix, at, duration_ms, request_id, method,
         path, query, kind, outcome, status, scim_type, situation, detail, provider, user_agent, user_ids, group_ids, facts,
         audit_seqs, request, response, request_bytes, response_bytes, personal)
       SELECT $1, r.id, d.id, t.id, t.prefix, r.at, r.duration_ms, r.request_id, r.method, r.path, r.query, r.kind, r.outcome,
         r.status, r.scim_type, r.situation, r.detail, r.provider, r.user_agent, r.user_ids, r.group_ids, r.facts,
         r.audit_seqs, r.request, r.response, r.request_bytes, r.response_bytes, r.personal
       FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, directory_id uuid, token_id uuid, at timestamptz, duration_ms real,
         request_id text, method text, path text, query text, kind text, outcome text, status int, scim_type text,
         situation text, detail text, provider text, user_agent text, user_ids uuid[], group_ids uuid[], facts jsonb,
         audit_seqs bigint[], request jsonb, response jsonb, request_bytes int, response_bytes int, personal jsonb)
       JOIN directories d ON d.tenant_id = $1 AND d.id = r.directory_id
       LEFT JOIN scim_tokens t ON t.tenant_id = $1 AND t.id = r.token_id`,
      [tenantId, JSON.stringify(entries)],
    )
  })
}
