import type pg from 'pg'
import { AppError } from '../errors/app-error.ts'
import { pool } from './pools.ts'

/** What the door finds, by kind. Times are Dates. */
export type Credentials = {
  session: {
    tenantId: string
    id: string
    userId: string
    lastSeenAt: Date
    expiresAt: Date
    revokedAt: Date | null
    rotatedAt: Date
    pendingAt: Date | null
    /** Which of the tokens that a rotation has in flight was presented. */
    token: 'current' | 'pending' | 'previous'
  }
  'scim-token': { tenantId: string; id: string; directoryId: string; expiresAt: Date | null; revokedAt: Date | null }
  'api-key': { tenantId: string; id: string; name: string; expiresAt: Date | null; revokedAt: Date | null }
  'sign-in-state': SignInRequestFound
  'sign-in-code': SignInRequestFound
  'trace-link': { tenantId: string; id: string; traceId: string; expiresAt: Date; revokedAt: Date | null }
  'setup-link': SetupLinkFound
  'setup-link-browser': SetupLinkFound
  'application-code': { tenantId: string; id: string }
  'refresh-token': { tenantId: string; id: string; grantId: string }
}
type SetupLinkFound = {
  tenantId: string
  id: string
  openedAt: Date | null
  expiresAt: Date
  finishedAt: Date | null
  revokedAt: Date | null
}
type SignInRequestFound = {
  tenantId: string
  id: string
  connectionId: string
  expiresAt: Date
  answeredAt: Date | null
  consumedAt: Date | null
}

const REQUEST = `SELECT tenant_id AS "tenantId", id, connection_id AS "connectionId", expires_at AS "expiresAt",
  answered_at AS "answeredAt", consumed_at AS "consumedAt" FROM sign_in_requests WHERE`

const SETUP_LINK = `SELECT tenant_id AS "tenantId", id, opened_at AS "openedAt", expires_at AS "expiresAt",
  finished_at AS "finishedAt", revoked_at AS "revokedAt" FROM setup_links WHERE`

const STATEMENTS: Record<keyof Credentials, string> = {
  session: `SELECT tenant_id AS "tenantId", id, user_id AS "userId", last_seen_at AS "lastSeenAt",
    expires_at AS "expiresAt", revoked_at AS "revokedAt", rotated_at AS "rotatedAt", pending_at AS "pendingAt",
    CASE (SELECT decode(current_setting('app.credential'), 'hex'))
      WHEN token_hash THEN 'current' WHEN pending_token_hash THEN 'pending' ELSE 'previous' END AS token
    FROM sessions WHERE token_hash`,
  'scim-token': `SELECT tenant_id AS "tenantId", id, directory_id AS "directoryId", expires_at AS "expiresAt",
    revoked_at AS "revokedAt" FROM scim_tokens WHERE token_hash`,
  'api-key': `SELECT tenant_id AS "tenantId", id, name, expires_at AS "expiresAt", revoked_at AS "revokedAt"
    FROM api_keys WHERE token_hash`,
  'sign-in-state': `${REQUEST} state_hash`,
  'sign-in-code': `${REQUEST} code_hash`,
  'trace-link': `SELECT tenant_id AS "tenantId", id, trace_id AS "traceId", expires_at AS "expiresAt",
    revoked_at AS "revokedAt" FROM trace_links WHERE token_hash`,
  'setup-link': `${SETUP_LINK} token_hash`,
  'setup-link-browser': `${SETUP_LINK} browser_hash`,
  'application-code': `SELECT tenant_id AS "tenantId", id FROM oauth_grants WHERE code_hash`,
  'refresh-token': `SELECT tenant_id AS "tenantId", id, grant_id AS "grantId" FROM oauth_refresh_tokens WHERE token_hash`,
}

/** Columns that may hold the hash as well. */
const OTHER_COLUMNS: Partial<Record<keyof Credentials, readonly string[]>> = {
  session: ['pending_token_hash', 'previous_token_hash'],
}

/**
 * Finds a credential before its tenant is known, by its SHA-256 (32 bytes), as gatehouse_door.
 * Whether it is still good is the caller's to check; the grant is read again inside the transaction.
 */
export async function findCredential<K extends keyof Credentials>(
  kind: K,
  hash: Buffer,
): Promise<Credentials[K] | null> {
  if (hash.length !== 32) {
    throw new AppError({
      code: 'internal',
      message: 'Something is wrong on our side.',
      detail: 'a credential hash has 32 bytes',
    })
  }
  // Hex of our own making, so it can stand in the text: the whole look-up is one round trip.
  const hex = hash.toString('hex')
  const elsewhere = (OTHER_COLUMNS[kind] ?? []).map((column) => ` OR ${column} = '\\x${hex}'::bytea`).join('')
  const results = (await pool('door').query(
    `BEGIN READ ONLY; SELECT set_config('app.credential', '${hex}', true); ${STATEMENTS[kind]} = '\\x${hex}'::bytea${elsewhere}; COMMIT`,
  )) as unknown as pg.QueryResult[]
  return (results[2]?.rows[0] as Credentials[K] | undefined) ?? null
}
