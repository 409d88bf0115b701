import type { ApplicationScope } from '#contracts/applications.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type StoredApplication = {
  id: string
  clientId: string
  name: string
  type: 'confidential' | 'public'
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  scopes: ApplicationScope[]
  audience: string
  allowedTenants: string[] | null
  accessTokenSeconds: number
  refreshTokenSeconds: number
  createdAt: Date
  disabledAt: Date | null
}
export type StoredSecret = {
  id: string
  prefix: string
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

const SELECT = `SELECT id, client_id AS "clientId", name, type, redirect_uris AS "redirectUris",
    post_logout_redirect_uris AS "postLogoutRedirectUris", scopes, audience, allowed_tenants AS "allowedTenants",
    access_token_seconds AS "accessTokenSeconds", refresh_token_seconds AS "refreshTokenSeconds",
    created_at AS "createdAt", disabled_at AS "disabledAt"
  FROM oauth_clients`

export const APPLICATIONS_AT_MOST = 100

export async function allApplications(tx: TenantTx): Promise<StoredApplication[]> {
  return tx.query<StoredApplication>(
    `${SELECT} WHERE tenant_id = $1 ORDER BY lower(name), id LIMIT ${APPLICATIONS_AT_MOST}`,
    [tx.tenantId],
  )
}

export async function applicationById(tx: TenantTx, id: string): Promise<StoredApplication | null> {
  const [row] = await tx.query<StoredApplication>(`${SELECT} WHERE tenant_id = $1 AND id = $2`, [tx.tenantId, id])
  return row ?? null
}

export async function applicationByClientId(tx: TenantTx, clientId: string): Promise<StoredApplication | null> {
  const [row] = await tx.prepared<StoredApplication>(
    'application-by-client-id',
    `${SELECT} WHERE tenant_id = $1 AND client_id = $2`,
    [tx.tenantId, clientId],
  )
  return row ?? null
}

const GOOD = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)'

/** The secrets of an application that work, the newest first. */
export async function secretsOf(tx: TenantTx, applicationId: string, now: Date): Promise<StoredSecret[]> {
  return tx.query<StoredSecret>(
    `SELECT id, prefix, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
     FROM oauth_client_secrets WHERE tenant_id = $1 AND application_id = $2 AND ${GOOD}
     ORDER BY created_at DESC, id DESC LIMIT 20`,
    [tx.tenantId, applicationId, now],
  )
}

/** The secret of that hash, where it is this application's and works. */
export async function secretByHash(
  tx: TenantTx,
  secret: { applicationId: string; hash: Buffer; now: Date },
): Promise<{ id: string; lastUsedAt: Date | null } | null> {
  const [row] = await tx.query<{ id: string; lastUsedAt: Date | null }>(
    `SELECT id, last_used_at AS "lastUsedAt" FROM oauth_client_secrets
     WHERE tenant_id = $1 AND application_id = $2 AND ${GOOD} AND secret_hash = $4`,
    [tx.tenantId, secret.applicationId, secret.now, secret.hash],
  )
  return row ?? null
}

export async function insertSecret(
  tx: TenantTx,
  secret: { id: string; applicationId: string; prefix: string; hash: Buffer; now: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO oauth_client_secrets (tenant_id, id, application_id, prefix, secret_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, secret.id, secret.applicationId, secret.prefix, secret.hash, secret.now],
  )
}
