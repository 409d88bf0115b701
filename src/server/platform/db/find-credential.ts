import { AppError } from '../errors/app-error.ts'
import { pool } from './pools.ts'
import { BEGIN_READ_ONLY, COMMIT, sendBatch } from './statement-batch.ts'

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
  'scim-token': {
    tenantId: string
    id: string
    directoryId: string
    directoryMode: 'live' | 'dry-run'
    expiresAt: Date | null
    revokedAt: Date | null
  }
  'api-key': { tenantId: string; id: string; name: string; expiresAt: Date | null; revokedAt: Date | null }
  'sign-in-state': SignInRequestFound
  'sign-in-code': SignInRequestFound
  'trace-link': { tenantId: string; id: string; traceId: string; expiresAt: Date; revokedAt: Date | null }
  'setup-link': SetupLinkFound
  'setup-link-browser': SetupLinkFound
  'application-code': { tenantId: string; id: string }
  'refresh-token': { tenantId: string; id: string; grantId: string }
  'leaver-access': {
    tenantId: string
    id: string
    receiptId: string
    kind: 'session' | 'api_key' | 'passkey' | 'setup_link' | 'trace_link'
    credentialId: string
    refusedAt: Date | null
  }
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
  'scim-token': `SELECT tenant_id AS "tenantId", id, directory_id AS "directoryId",
    directory_mode AS "directoryMode", expires_at AS "expiresAt", revoked_at AS "revokedAt" FROM scim_tokens WHERE token_hash`,
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
  'leaver-access': `SELECT tenant_id AS "tenantId", id, receipt_id AS "receiptId", kind, credential_id AS "credentialId",
    refused_at AS "refusedAt" FROM leaver_access WHERE token_hash`,
}

/** Columns that may hold the hash as well. */
const OTHER_COLUMNS: Partial<Record<keyof Credentials, readonly string[]>> = {
  session: ['pending_token_hash', 'previous_token_hash'],
  'leaver-access': ['next_token_hash'],
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
  const elsewhere = (OTHER_COLUMNS[kind] ?? []).map((column) => ` OR ${column} = $1`).join('')
  const client = await pool('door').connect()
  const { results, failure } = await sendBatch(client, [
    BEGIN_READ_ONLY,
    {
      name: 'set-credential',
      text: `SELECT set_config('app.credential', $1, true)`,
      values: [hash.toString('hex')],
    },
    { name: `find-${kind}`, text: `${STATEMENTS[kind]} = $1${elsewhere}`, values: [hash] },
    COMMIT,
  ])
  client.release(failure ?? undefined)
  if (failure) throw failure
  return (results[2]?.rows[0] as Credentials[K] | undefined) ?? null
}
