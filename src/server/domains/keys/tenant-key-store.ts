import { keyEncryption } from '#server/platform/crypto/key-encryption.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { perProcess } from '#server/platform/per-process.ts'

export type KeyPurpose = 'chain' | 'signing' | 'idempotency' | 'saml-decryption' | 'token-signing' | 'saml-signing'
/** `secret`: 32 random bytes; for `signing` the Ed25519 and for the two of SAML the RSA private key as PKCS #8 DER. Ranges are sequence numbers. */
export type TenantKey = { keyId: number; secret: Buffer; firstSeq: number; lastSeq: number | null }

type Row = { keyId: number; wrapped: Buffer; firstSeq: number; lastSeq: number | null }

const LOADED_AT_MOST = 2_000
const unwrapped = perProcess('unwrapped-tenant-keys', () => new Map<string, Buffer>())

export async function storeTenantKey(
  tx: TenantTx,
  key: { purpose: KeyPurpose; keyId: number; secret: Buffer; publicKey: Buffer | null; firstSeq: number },
): Promise<void> {
  const kek = keyEncryption()
  const wrapped = await kek.wrap(key.secret, { tenantId: tx.tenantId, purpose: key.purpose, keyId: key.keyId })
  await tx.query(
    `INSERT INTO tenant_keys (tenant_id, purpose, key_id, kek_id, wrapped, public_key, first_seq)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, key.purpose, key.keyId, kek.id, wrapped, key.publicKey, key.firstSeq],
  )
}

/** All keys of one purpose, oldest first. */
export async function tenantKeys(tx: TenantTx, purpose: KeyPurpose): Promise<TenantKey[]> {
  const rows = await tx.prepared<Row>(
    'tenant-keys',
    `SELECT key_id AS "keyId", wrapped, first_seq AS "firstSeq", last_seq AS "lastSeq"
     FROM tenant_keys WHERE tenant_id = $1 AND purpose = $2 ORDER BY key_id LIMIT 1000`,
    [tx.tenantId, purpose],
  )
  return Promise.all(rows.map(async (row) => ({ ...row, secret: await open(tx.tenantId, purpose, row) })))
}

/** One key by its id; unwrapped once a process. */
export async function tenantKey(tx: TenantTx, purpose: KeyPurpose, keyId: number): Promise<Buffer> {
  const known = unwrapped.get(`${tx.tenantId}:${purpose}:${keyId}`)
  if (known) return known
  const found = (await tenantKeys(tx, purpose)).find((key) => key.keyId === keyId)
  if (!found) {
    throw new AppError({
      code: 'unavailable',
      message: 'A key of this organisation is missing. The operator must restore it from a backup.',
      detail: `no ${purpose} key ${keyId} for ${tx.tenantId}`,
    })
  }
  return found.secret
}

async function open(tenantId: string, purpose: KeyPurpose, row: Row): Promise<Buffer> {
  const name = `${tenantId}:${purpose}:${row.keyId}`
  const known = unwrapped.get(name)
  if (known) return known
  const secret = await keyEncryption().unwrap(row.wrapped, { tenantId, purpose, keyId: row.keyId })
  if (unwrapped.size >= LOADED_AT_MOST) unwrapped.clear()
  unwrapped.set(name, secret)
  return secret
}
