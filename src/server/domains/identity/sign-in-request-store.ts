import type { TenantTx } from '#server/platform/db/index.ts'
import type { StoredConnection } from './connection-store.ts'

export type SignInRequest = {
  id: string
  browserHash: Buffer
  samlRequestId: string | null
  redirectTo: string
  /** The person whose open session this sign-in confirms; null for a sign-in of anybody. */
  reauthenticatesUserId: string | null
  createdAt: Date
  expiresAt: Date
  answeredAt: Date | null
  /** The test that this is; null for a sign-in. */
  testId: string | null
  connection: StoredConnection
}

export type NewSignInRequest = {
  id: string
  connectionId: string
  stateHash: Buffer
  browserHash: Buffer
  samlRequestId: string | null
  redirectTo: string
  testId: string | null
  reauthenticatesUserId?: string | null
  createdAt: Date
  expiresAt: Date
}

/** Keeps a request, and lets go of the tenant's that ended a day ago: their rejections are in the audit log. */
export async function insertSignInRequest(tx: TenantTx, request: NewSignInRequest): Promise<void> {
  await tx.query('DELETE FROM sign_in_requests WHERE tenant_id = $1 AND expires_at < $2', [
    tx.tenantId,
    new Date(request.createdAt.getTime() - 24 * 60 * 60 * 1000),
  ])
  await tx.query(
    `INSERT INTO sign_in_requests (tenant_id, id, connection_id, state_hash, browser_hash, saml_request_id, redirect_to, created_at, expires_at, test_id, reauthenticates_user_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tx.tenantId,
      request.id,
      request.connectionId,
      request.stateHash,
      request.browserHash,
      request.samlRequestId,
      request.redirectTo,
      request.createdAt,
      request.expiresAt,
      request.testId,
      request.reauthenticatesUserId ?? null,
    ],
  )
}

/** A request with the connection at which it was started; both of this transaction's tenant. */
export async function signInRequestById(tx: TenantTx, id: string): Promise<SignInRequest | null> {
  const [row] = await tx.query<Omit<SignInRequest, 'connection'> & { connection: StoredConnection }>(
    `SELECT r.id, r.browser_hash AS "browserHash", r.saml_request_id AS "samlRequestId", r.redirect_to AS "redirectTo",
       r.reauthenticates_user_id AS "reauthenticatesUserId", r.created_at AS "createdAt",
       r.expires_at AS "expiresAt", r.answered_at AS "answeredAt", r.test_id AS "testId",
       json_build_object('id', c.id, 'protocol', c.protocol, 'name', c.name, 'jacksonClientId', c.jackson_client_id,
         'idpEntityId', c.idp_entity_id, 'idpCertificates', c.idp_certificates, 'idpSsoUrl', c.idp_sso_url, 'status', c.status, 'idpInitiated', c.idp_initiated,
         'assertionMaxAgeSeconds', c.assertion_max_age_seconds, 'authenticationMaxAgeSeconds', c.authentication_max_age_seconds,
         'outsideAddress', c.outside_address, 'singleLogout', c.single_logout) AS connection
     FROM sign_in_requests r
     JOIN sso_connections c ON c.tenant_id = r.tenant_id AND c.id = r.connection_id
     WHERE r.tenant_id = $1 AND r.id = $2`,
    [tx.tenantId, id],
  )
  return row ?? null
}

/** Marks a request as answered. False where another answer came first: one of them gets through, whatever the timing. */
export async function answerSignInRequest(
  tx: TenantTx,
  answer: {
    id: string
    userId: string
    codeHash: Buffer
    sessionEndsAt: Date | null
    authenticatedAt: Date | null
    /** Sealed; null where single logout is off. */
    providerSession: Buffer | null
    now: Date
  },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE sign_in_requests SET answered_at = $4, code_hash = $5, user_id = $3, session_ends_at = $6, authenticated_at = $7,
       provider_session = $8
     WHERE tenant_id = $1 AND id = $2 AND answered_at IS NULL AND expires_at > $4 RETURNING id`,
    [
      tx.tenantId,
      answer.id,
      answer.userId,
      answer.now,
      answer.codeHash,
      answer.sessionEndsAt,
      answer.authenticatedAt,
      answer.providerSession,
    ],
  )
  return rows.length === 1
}

export type AnsweredRequest = {
  id: string
  connectionId: string
  protocol: 'saml' | 'oidc'
  userId: string
  redirectTo: string
  subject: string
  /** When the provider's own session ends, where it said so. */
  sessionEndsAt: Date | null
  /** When the person proved who they are, where the provider said so. */
  authenticatedAt: Date | null
  reauthenticatesUserId: string | null
  /** What the provider calls the session, sealed; null where single logout is off. */
  providerSession: Buffer | null
}

const ANSWERED = `r.tenant_id = $1 AND r.id = $2 AND r.browser_hash = $3 AND r.code_hash IS NOT NULL AND r.user_id IS NOT NULL
  AND r.consumed_at IS NULL AND r.expires_at > $4`

/** What a code stands for. Null where it was used, has expired or belongs to another browser. */
export async function answeredRequest(
  tx: TenantTx,
  key: { id: string; browserHash: Buffer; now: Date },
): Promise<AnsweredRequest | null> {
  const [row] = await tx.query<AnsweredRequest>(
    `SELECT r.id, r.connection_id AS "connectionId", c.protocol, r.user_id AS "userId", r.redirect_to AS "redirectTo", i.subject,
       r.session_ends_at AS "sessionEndsAt", r.authenticated_at AS "authenticatedAt",
       r.reauthenticates_user_id AS "reauthenticatesUserId", r.provider_session AS "providerSession"
     FROM sign_in_requests r
     JOIN sso_connections c ON c.tenant_id = r.tenant_id AND c.id = r.connection_id
     JOIN identities i ON i.tenant_id = r.tenant_id AND i.connection_id = r.connection_id AND i.user_id = r.user_id
     WHERE ${ANSWERED}
     ORDER BY i.created_at LIMIT 1`,
    [tx.tenantId, key.id, key.browserHash, key.now],
  )
  return row ?? null
}

/** Uses a code up. False for every caller but one, also under concurrency: the row's lock decides. */
export async function consumeSignInRequest(
  tx: TenantTx,
  key: { id: string; browserHash: Buffer; now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE sign_in_requests r SET consumed_at = $4, provider_session = NULL WHERE ${ANSWERED} RETURNING r.id`,
    [tx.tenantId, key.id, key.browserHash, key.now],
  )
  return rows.length === 1
}

/** Remembers an assertion until no copy of it could pass. False where it is known already. */
export async function rememberAssertion(
  tx: TenantTx,
  assertion: { connectionId: string; hash: Buffer; expiresAt: Date; now: Date },
): Promise<boolean> {
  await tx.query('DELETE FROM consumed_assertions WHERE tenant_id = $1 AND expires_at < $2', [
    tx.tenantId,
    assertion.now,
  ])
  const rows = await tx.query(
    `INSERT INTO consumed_assertions (tenant_id, connection_id, assertion_hash, expires_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING expires_at`,
    [tx.tenantId, assertion.connectionId, assertion.hash, assertion.expiresAt],
  )
  return rows.length === 1
}
