import type { TenantTx } from '#server/platform/db/index.ts'
import { hashesOf, openProviderSession } from './provider-session.ts'

/** Keeps, sealed, what the provider calls a session that was just opened. */
export async function keepProviderSession(
  tx: TenantTx,
  input: { sessionId: string; connectionId: string; sealed: Buffer; createdAt: Date },
): Promise<void> {
  const { subjectHash, indexHash } = hashesOf(await openProviderSession(tx.tenantId, input.sealed))
  await tx.query(
    `INSERT INTO provider_sessions (tenant_id, session_id, connection_id, subject_hash, index_hash, sealed, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, input.sessionId, input.connectionId, subjectHash, indexHash, input.sealed, input.createdAt],
  )
}

export type Departing = {
  connectionId: string
  protocol: 'saml' | 'oidc'
  name: string
  idpEntityId: string
  jacksonClientId: string
  sloUrl: string
  binding: 'redirect' | 'post' | null
  sealed: Buffer
}

/** Where the provider of a session ends its own; null where nothing was kept, or single logout is off or not offered. */
export async function departureOfSession(tx: TenantTx, sessionId: string): Promise<Departing | null> {
  const [row] = await tx.query<Departing>(
    `SELECT c.id AS "connectionId", c.protocol, c.name, c.idp_entity_id AS "idpEntityId",
       c.jackson_client_id AS "jacksonClientId", c.idp_slo_url AS "sloUrl", c.idp_slo_binding AS binding, p.sealed
     FROM provider_sessions p JOIN sso_connections c ON c.tenant_id = p.tenant_id AND c.id = p.connection_id
     WHERE p.tenant_id = $1 AND p.session_id = $2 AND c.single_logout AND c.status = 'active' AND c.idp_slo_url IS NOT NULL`,
    [tx.tenantId, sessionId],
  )
  return row ?? null
}

/** Lets go of what the provider calls a session: it was used, or the session has ended there. */
export async function forgetProviderSession(tx: TenantTx, sessionId: string): Promise<void> {
  await tx.query('DELETE FROM provider_sessions WHERE tenant_id = $1 AND session_id = $2', [tx.tenantId, sessionId])
}

/**
 * Ends the open sessions that a provider means: of one connection, of that subject and, where it names sessions of its
 * own, of those alone. Answers which, and whose.
 */
export function endProviderSessions(
  tx: TenantTx,
  which: { connectionId: string; subjectHash: Buffer | null; indexHashes: readonly Buffer[] },
): Promise<{ id: string; userId: string; name: string }[]> {
  return tx.query(
    `UPDATE sessions s SET revoked_at = now()
     FROM provider_sessions p, users u
     WHERE p.tenant_id = $1 AND p.connection_id = $2 AND ($3::bytea IS NULL OR p.subject_hash = $3)
       AND (cardinality($4::bytea[]) = 0 OR p.index_hash = ANY ($4))
       AND ($3::bytea IS NOT NULL OR cardinality($4::bytea[]) > 0)
       AND s.tenant_id = p.tenant_id AND s.id = p.session_id AND s.revoked_at IS NULL
       AND u.tenant_id = s.tenant_id AND u.id = s.user_id
     RETURNING s.id, s.user_id AS "userId", u.display_name AS name`,
    [tx.tenantId, which.connectionId, which.subjectHash, which.indexHashes],
  )
}
