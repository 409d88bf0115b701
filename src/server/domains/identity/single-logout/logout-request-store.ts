import type { TenantTx } from '#server/platform/db/index.ts'

/** How long a browser may take at its provider. */
const LOGOUT_LIFETIME_MS = 10 * 60 * 1000

export type LogoutRequest = {
  id: string
  sessionId: string
  browserHash: Buffer
  samlRequestId: string | null
  expiresAt: Date
  leftAt: Date | null
  answeredAt: Date | null
  /** A registered address of the application that signed the person out; null for our own page. */
  returnTo: string | null
  connectionId: string
  protocol: 'saml' | 'oidc'
  idpEntityId: string
  idpCertificates: string[]
}

/** Keeps a request, and lets go of the tenant's that ended a day ago. */
export async function insertLogoutRequest(
  tx: TenantTx,
  request: {
    id: string
    connectionId: string
    sessionId: string
    stateHash: Buffer
    browserHash: Buffer
    returnTo: string | null
    createdAt: Date
  },
): Promise<void> {
  await tx.query('DELETE FROM logout_requests WHERE tenant_id = $1 AND expires_at < $2', [
    tx.tenantId,
    new Date(request.createdAt.getTime() - 24 * 60 * 60 * 1000),
  ])
  await tx.query(
    `INSERT INTO logout_requests (tenant_id, id, connection_id, session_id, state_hash, browser_hash, created_at, expires_at, return_to)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.tenantId,
      request.id,
      request.connectionId,
      request.sessionId,
      request.stateHash,
      request.browserHash,
      request.createdAt,
      new Date(request.createdAt.getTime() + LOGOUT_LIFETIME_MS),
      request.returnTo,
    ],
  )
}

export async function logoutRequestByState(tx: TenantTx, stateHash: Buffer): Promise<LogoutRequest | null> {
  const [row] = await tx.query<LogoutRequest>(
    `SELECT r.id, r.session_id AS "sessionId", r.browser_hash AS "browserHash", r.saml_request_id AS "samlRequestId",
       r.expires_at AS "expiresAt", r.left_at AS "leftAt", r.answered_at AS "answeredAt", r.return_to AS "returnTo", c.id AS "connectionId",
       c.protocol, c.idp_entity_id AS "idpEntityId", c.idp_certificates AS "idpCertificates"
     FROM logout_requests r JOIN sso_connections c ON c.tenant_id = r.tenant_id AND c.id = r.connection_id
     WHERE r.tenant_id = $1 AND r.state_hash = $2`,
    [tx.tenantId, stateHash],
  )
  return row ?? null
}

/** The browser leaves for its provider. False for every caller but one. */
export async function leaveWithLogoutRequest(
  tx: TenantTx,
  leaving: { id: string; samlRequestId: string | null; now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE logout_requests SET left_at = $3, saml_request_id = $4
     WHERE tenant_id = $1 AND id = $2 AND left_at IS NULL AND expires_at > $3 RETURNING id`,
    [tx.tenantId, leaving.id, leaving.now, leaving.samlRequestId],
  )
  return rows.length === 1
}

/** The provider has answered. False for every caller but one. */
export async function answerLogoutRequest(tx: TenantTx, id: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE logout_requests SET answered_at = $3
     WHERE tenant_id = $1 AND id = $2 AND left_at IS NOT NULL AND answered_at IS NULL AND expires_at > $3 RETURNING id`,
    [tx.tenantId, id, now],
  )
  return rows.length === 1
}
