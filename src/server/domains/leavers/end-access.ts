import { noteLeaverEvent } from '#server/domains/access/index.ts'
import type { RecordedEvent } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'

export type Leaving = {
  userId: string
  name: string
  cause: 'disable' | 'delete'
  /** The directory that asked for it. */
  directoryId: string
  /** The first request for it, where a guard rail held it back before. */
  firstHeldAt: Date | null
  passed: boolean
}

/** Numbers and role keys as the events `user.disable` and `user.delete` carry them. */
export type AccessEnded = {
  sessionsEnded: number
  keysEnded?: number
  passkeysEnded?: number
  linksEnded?: number
  rolesLost?: string[]
  receiptId: string
}

/**
 * Ends whatever a person gets in with or has opened for others, and takes away what they were given: sessions, API
 * keys they made, passkeys, links they made, roles by hand and by rule. Roles through groups rest with the person,
 * who cannot use them, and return with the person as the groups are then. Leaves the receipt.
 * @returns metadata for the event, and what its append has to be told
 */
export async function endAccess(
  tx: TenantTx,
  leaving: Leaving,
): Promise<{ metadata: AccessEnded; onRecorded: (recorded: RecordedEvent) => void }> {
  const receiptId = newId()
  const { principal } = tx.scope
  const [ended] = await tx.prepared<EndedRow>('end-access', END_ACCESS, [
    tx.tenantId,
    leaving.userId,
    receiptId,
    leaving.name,
    leaving.cause,
    leaving.directoryId,
    principal.type === 'directory' ? principal.tokenId : null,
    principal.request.requestId,
    leaving.firstHeldAt ?? principal.request.receivedAt ?? null,
    leaving.passed,
  ])
  const { sessions, apiKeys, passkeys, links, rolesLost } = ended as EndedRow
  return {
    metadata: {
      sessionsEnded: sessions,
      ...(apiKeys > 0 && { keysEnded: apiKeys }),
      ...(passkeys > 0 && { passkeysEnded: passkeys }),
      ...(links > 0 && { linksEnded: links }),
      ...(rolesLost.length > 0 && { rolesLost: [...new Set(rolesLost.map(({ role }) => role))].sort() }),
      receiptId,
    },
    onRecorded: ({ seq, recordedAt, frontierBefore }) => {
      // The last that stands before the commit, and what everything above takes effect with.
      tx.lastly(
        'leaver-access-ended',
        'UPDATE leaver_receipts SET access_ended_at = $3::timestamptz WHERE tenant_id = $1 AND id = $2',
        [tx.tenantId, receiptId, recordedAt],
      )
      noteLeaverEvent(tx, receiptId, seq, frontierBefore)
    },
  }
}

type EndedRow = {
  sessions: number
  apiKeys: number
  passkeys: number
  links: number
  rolesLost: { role: string; from: 'hand' | 'group' | 'rule' }[]
}

const END_ACCESS = `WITH lost AS (
    SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('role', r.key, 'from',
      CASE WHEN e.group_id IS NOT NULL THEN 'group' WHEN e.connection_id IS NOT NULL THEN 'rule' ELSE 'hand' END)), '[]') AS roles
    FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
    WHERE e.tenant_id = $1 AND e.user_id = $2
  ), kept AS (
    SELECT coalesce(jsonb_agg(jsonb_build_object('kind', 'scim_token', 'id', id) ORDER BY id), '[]') AS tokens
    FROM scim_tokens WHERE tenant_id = $1 AND created_by = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
  ), ended_sessions AS (
    UPDATE sessions SET revoked_at = clock_timestamp() WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL
    RETURNING id, token_hash, pending_token_hash, created_at, revoked_at, expires_at > now() AS open
  ), ended_keys AS (
    UPDATE api_keys SET revoked_at = clock_timestamp() WHERE tenant_id = $1 AND created_by = $2 AND revoked_at IS NULL
    RETURNING id, token_hash, created_at, revoked_at, expires_at IS NULL OR expires_at > now() AS open
  ), ended_passkeys AS (
    DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2 RETURNING id, created_at, clock_timestamp() AS ended_at
  ), ended_setup_links AS (
    UPDATE setup_links SET revoked_at = clock_timestamp()
    WHERE tenant_id = $1 AND created_by = $2 AND revoked_at IS NULL AND finished_at IS NULL AND expires_at > now()
    RETURNING id, token_hash, browser_hash, created_at, revoked_at
  ), ended_trace_links AS (
    UPDATE trace_links SET revoked_at = clock_timestamp()
    WHERE tenant_id = $1 AND created_by = $2 AND revoked_at IS NULL AND expires_at > now()
    RETURNING id, token_hash, created_at, revoked_at
  ), ended_roles AS (
    DELETE FROM role_assignments WHERE tenant_id = $1 AND user_id = $2
  ), ended_rules AS (
    DELETE FROM rule_assignments WHERE tenant_id = $1 AND user_id = $2
  ), ended AS (
    SELECT 'session' AS kind, id, token_hash, pending_token_hash AS next_token_hash, created_at, revoked_at AS ended_at
      FROM ended_sessions WHERE open
    UNION ALL SELECT 'api_key', id, token_hash, NULL, created_at, revoked_at FROM ended_keys WHERE open
    UNION ALL SELECT 'passkey', id, NULL, NULL, created_at, ended_at FROM ended_passkeys
    UNION ALL SELECT 'setup_link', id, token_hash, browser_hash, created_at, revoked_at FROM ended_setup_links
    UNION ALL SELECT 'trace_link', id, token_hash, NULL, created_at, revoked_at FROM ended_trace_links
  ), receipt AS (
    INSERT INTO leaver_receipts (tenant_id, id, user_id, person_name, cause, directory_id, token_id, request_id, requested_at,
      roles_lost, kept, passed)
    SELECT $1, $3, $2, $4, $5, $6, $7, $8, coalesce($9, now()), lost.roles, kept.tokens, $10 FROM lost, kept
  ), listed AS (
    INSERT INTO leaver_access (tenant_id, id, receipt_id, kind, credential_id, token_hash, next_token_hash, began_at, ended_at)
    SELECT $1, gen_random_uuid(), $3, kind, id, token_hash, next_token_hash, created_at, ended_at FROM ended
  )
  SELECT count(*) FILTER (WHERE kind = 'session')::int AS sessions, count(*) FILTER (WHERE kind = 'api_key')::int AS "apiKeys",
    count(*) FILTER (WHERE kind = 'passkey')::int AS passkeys, count(*) FILTER (WHERE kind LIKE '%link')::int AS links,
    (SELECT roles FROM lost) AS "rolesLost" FROM ended`
