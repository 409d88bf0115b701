import type { ApplicationScope } from '#contracts/applications.ts'
import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { StoredApplication } from './application-store.ts'
import type { AuthorizationParameters } from './read-authorization-request.ts'

export type Grant = {
  id: string
  clientId: string
  applicationName: string
  userId: string
  sessionId: string
  scopes: ApplicationScope[]
  redirectUri: string
  nonce: string | null
  codeChallenge: string
  codeExpiresAt: Date
  codeUsedAt: Date | null
  endedAt: Date | null
}
export type EndCause = 'code_reused' | 'refresh_reused' | 'revoked' | 'signed_out'

const COLUMNS = `SELECT id, client_id AS "clientId", application_name AS "applicationName", user_id AS "userId",
    session_id AS "sessionId", scopes, redirect_uri AS "redirectUri", nonce, code_challenge AS "codeChallenge",
    code_expires_at AS "codeExpiresAt", code_used_at AS "codeUsedAt", ended_at AS "endedAt"
  FROM oauth_grants`
const SELECT = `${COLUMNS} WHERE tenant_id = $1 AND id = $2`

export async function insertGrant(
  tx: TenantTx,
  grant: {
    id: string
    application: StoredApplication
    userId: string
    sessionId: string
    parameters: AuthorizationParameters
    codeHash: Buffer
    codeExpiresAt: Date
    now: Date
  },
): Promise<void> {
  const { application, parameters } = grant
  await tx.query(
    `INSERT INTO oauth_grants (tenant_id, id, client_id, application_name, user_id, session_id, scopes, redirect_uri, nonce,
       code_challenge, code_hash, code_expires_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      tx.tenantId,
      grant.id,
      application.clientId,
      application.name,
      grant.userId,
      grant.sessionId,
      parameters.scopes,
      parameters.redirectUri,
      parameters.nonce,
      parameters.codeChallenge,
      grant.codeHash,
      grant.codeExpiresAt,
      grant.now,
    ],
  )
}

/** A grant, locked: whoever presents its code or a token of it comes one after the other. */
export async function lockGrant(tx: TenantTx, id: string): Promise<Grant | null> {
  const [row] = await tx.query<Grant>(`${SELECT} FOR UPDATE`, [tx.tenantId, id])
  return row ?? null
}

export async function grantById(tx: TenantTx, id: string): Promise<Grant | null> {
  const [row] = await tx.query<Grant>(SELECT, [tx.tenantId, id])
  return row ?? null
}

export async function markCodeUsed(tx: TenantTx, id: string, now: Date): Promise<void> {
  await tx.query('UPDATE oauth_grants SET code_used_at = $3 WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id, now])
}

/** Ends a grant with every token of it, and says so in the tenant's log. One that has ended stays as it is. */
export async function endGrant(tx: TenantTx, grant: Grant, cause: EndCause, now: Date): Promise<void> {
  if (grant.endedAt !== null) return tx.unchanged('the grant has ended already')
  await tx.query('UPDATE oauth_grants SET ended_at = $3, end_cause = $4 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    grant.id,
    now,
    cause,
  ])
  const reused = cause === 'code_reused' || cause === 'refresh_reused'
  await append(
    tx,
    {
      action: 'application.grant.end',
      targets: [
        { type: 'application', id: grant.clientId, name: grant.applicationName },
        { type: 'user', id: grant.userId },
        { type: 'session', id: grant.sessionId },
      ],
      ...(reused ? { outcome: { result: 'denied' as const, reason: cause } } : {}),
      metadata: { clientId: grant.clientId, grantId: grant.id, cause },
    },
    { actor: { type: 'service', id: grant.clientId, name: grant.applicationName } },
  )
}

/** Keeps a refresh token, and lets go of those that ran out. */
export async function insertRefreshToken(
  tx: TenantTx,
  token: { grantId: string; hash: Buffer; expiresAt: Date; now: Date },
): Promise<void> {
  await tx.query('DELETE FROM oauth_refresh_tokens WHERE tenant_id = $1 AND expires_at < $2', [tx.tenantId, token.now])
  await tx.query(
    `INSERT INTO oauth_refresh_tokens (tenant_id, id, grant_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, newId(), token.grantId, token.hash, token.now, token.expiresAt],
  )
}

/** A refresh token of a grant that the caller has locked. */
export async function refreshTokenById(
  tx: TenantTx,
  id: string,
): Promise<{ expiresAt: Date; usedAt: Date | null } | null> {
  const [row] = await tx.query<{ expiresAt: Date; usedAt: Date | null }>(
    `SELECT expires_at AS "expiresAt", used_at AS "usedAt" FROM oauth_refresh_tokens WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id],
  )
  return row ?? null
}

export async function markRefreshTokenUsed(tx: TenantTx, id: string, now: Date): Promise<void> {
  await tx.query('UPDATE oauth_refresh_tokens SET used_at = $3 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    id,
    now,
  ])
}

/** The open grants of one session at one application, locked. */
export async function grantsOfSession(
  tx: TenantTx,
  of: { sessionId: string; userId: string; clientId: string },
): Promise<Grant[]> {
  return tx.query<Grant>(
    `${COLUMNS} WHERE tenant_id = $1 AND session_id = $2 AND user_id = $3 AND client_id = $4 AND ended_at IS NULL
     ORDER BY id FOR UPDATE`,
    [tx.tenantId, of.sessionId, of.userId, of.clientId],
  )
}
