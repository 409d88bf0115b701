import type { Passkey } from '#contracts/passkeys.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export const PASSKEYS_AT_MOST = 20

export type StoredPasskey = {
  id: string
  userId: string
  name: string
  credentialId: Buffer
  publicKey: Buffer
  counter: number
  transports: string[]
  deviceType: 'singleDevice' | 'multiDevice'
  backedUp: boolean
  createdAt: Date
  lastUsedAt: Date | null
}

const COLUMNS = `id, user_id AS "userId", name, credential_id AS "credentialId", public_key AS "publicKey", counter, transports,
  device_type AS "deviceType", backed_up AS "backedUp", created_at AS "createdAt", last_used_at AS "lastUsedAt"`

export function passkeysOf(tx: TenantTx, userId: string): Promise<StoredPasskey[]> {
  return tx.query<StoredPasskey>(
    `SELECT ${COLUMNS} FROM passkeys WHERE tenant_id = $1 AND user_id = $2 ORDER BY created_at, id LIMIT ${PASSKEYS_AT_MOST}`,
    [tx.tenantId, userId],
  )
}

/** A passkey by what the authenticator calls it, held in place until its counter is written. */
export async function passkeyByCredential(tx: TenantTx, credentialId: Buffer): Promise<StoredPasskey | null> {
  const [row] = await tx.query<StoredPasskey>(
    `SELECT ${COLUMNS} FROM passkeys WHERE tenant_id = $1 AND credential_id = $2 FOR UPDATE`,
    [tx.tenantId, credentialId],
  )
  return row ?? null
}

/** Whose passkey it is stays as active as they are until the transaction ends. Before the passkey: people come first (access/lock-owner-role.ts). */
export async function holdPersonOf(tx: TenantTx, credentialId: Buffer): Promise<void> {
  await tx.query(
    `SELECT 1 FROM users u JOIN passkeys k ON k.tenant_id = u.tenant_id AND k.user_id = u.id
     WHERE k.tenant_id = $1 AND k.credential_id = $2 FOR SHARE OF u`,
    [tx.tenantId, credentialId],
  )
}

export type NewPasskey = Omit<StoredPasskey, 'createdAt' | 'lastUsedAt'> & { aaguid: string; createdAt: Date }

/** False where this tenant knows the credential already. */
export async function insertPasskey(tx: TenantTx, passkey: NewPasskey): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO passkeys (tenant_id, id, user_id, name, credential_id, public_key, counter, transports, device_type, backed_up, aaguid, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id`,
    [
      tx.tenantId,
      passkey.id,
      passkey.userId,
      passkey.name,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      passkey.transports,
      passkey.deviceType,
      passkey.backedUp,
      passkey.aaguid,
      passkey.createdAt,
    ],
  )
  return rows.length === 1
}

export async function noteUse(
  tx: TenantTx,
  use: { id: string; counter: number; backedUp: boolean; now: Date },
): Promise<void> {
  await tx.query(
    'UPDATE passkeys SET counter = $3, backed_up = $4, last_used_at = $5 WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, use.id, use.counter, use.backedUp, use.now],
  )
}

export function toPasskey(stored: Omit<StoredPasskey, 'publicKey' | 'credentialId' | 'counter' | 'userId'>): Passkey {
  return {
    id: stored.id,
    name: stored.name,
    hardwareBound: isHardwareBound(stored),
    backedUp: stored.backedUp,
    transports: stored.transports,
    createdAt: stored.createdAt.toISOString(),
    lastUsedAt: stored.lastUsedAt?.toISOString() ?? null,
  }
}

/** It cannot leave its device: WebAuthn §6.1.3, neither backup eligible nor backed up. */
export function isHardwareBound(passkey: { deviceType: string; backedUp: boolean }): boolean {
  return passkey.deviceType === 'singleDevice' && !passkey.backedUp
}
