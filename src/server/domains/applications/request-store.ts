import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { type AuthorizationParameters, keptParameters } from './read-authorization-request.ts'

/** How long somebody may take to sign in. */
export const REQUEST_LIFETIME_MS = 30 * 60 * 1000

export type KeptRequest = { id: string; applicationId: string; parameters: AuthorizationParameters; createdAt: Date }

/** Keeps what an application asks for, and lets go of what nobody can use any more. */
export async function keepRequest(
  tx: TenantTx,
  request: {
    applicationId: string
    requestHash: Buffer
    browserHash: Buffer
    parameters: AuthorizationParameters
    now: Date
  },
): Promise<void> {
  await tx.query('DELETE FROM oauth_requests WHERE tenant_id = $1 AND expires_at < $2', [tx.tenantId, request.now])
  await tx.query(
    `INSERT INTO oauth_requests (tenant_id, id, application_id, request_hash, browser_hash, parameters, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tx.tenantId,
      newId(),
      request.applicationId,
      request.requestHash,
      request.browserHash,
      JSON.stringify(request.parameters),
      request.now,
      new Date(request.now.getTime() + REQUEST_LIFETIME_MS),
    ],
  )
  tx.housekeeping('what an application asks for is kept until its person has signed in')
}

type Key = { requestHash: Buffer; browserHash: Buffer; now: Date }

const OPEN = 'tenant_id = $1 AND request_hash = $2 AND browser_hash = $3 AND expires_at > $4 AND consumed_at IS NULL'

/** A request that is open, of this browser; null otherwise. */
export async function openRequest(tx: TenantTx, key: Key): Promise<KeptRequest | null> {
  const [row] = await tx.query<KeptRequest>(
    `SELECT id, application_id AS "applicationId", parameters, created_at AS "createdAt" FROM oauth_requests WHERE ${OPEN}`,
    [tx.tenantId, key.requestHash, key.browserHash, key.now],
  )
  return row ? { ...row, parameters: keptParameters(row.parameters) } : null
}

/** Uses a request up. False for every caller but one. */
export async function consumeRequest(tx: TenantTx, key: Key): Promise<boolean> {
  const rows = await tx.query(`UPDATE oauth_requests SET consumed_at = $4 WHERE ${OPEN} RETURNING id`, [
    tx.tenantId,
    key.requestHash,
    key.browserHash,
    key.now,
  ])
  tx.housekeeping('what an application asks for is kept until its person has signed in')
  return rows.length === 1
}
