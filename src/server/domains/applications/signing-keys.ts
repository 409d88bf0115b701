import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { append } from '#server/domains/audit/index.ts'
import { storeTenantKey, tenantKeys } from '#server/domains/keys/index.ts'
import { type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { perProcess } from '#server/platform/per-process.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { applicationReadScope, applicationScope, houseTenantId } from './house.ts'

/** What every client library takes without being told (OpenID Connect Core §15.1). */
export const SIGNING_ALGORITHM = 'RS256'
const READ_EVERY_MS = 30_000
/** A key is published this long before it signs: as long as a process may hold the keys and a client our answer, together. */
const PUBLISHED_BEFORE_MS = 60_000
/** No token that is checked by its key lives longer. */
const LONGEST_TOKEN_MS = 60 * 60 * 1000

export type SigningKey = {
  keyId: number
  kid: string
  createdAt: Date
  privateKey: KeyObject
  publicKey: KeyObject
  jwk: JWK
}

const held = perProcess('token-signing-keys', () => ({ readAt: Number.NEGATIVE_INFINITY, keys: [] as SigningKey[] }))

/** Every key there has been, the oldest first; the first is made when it is wanted. */
export async function signingKeys(request: RequestContext, now: Date): Promise<SigningKey[]> {
  const age = now.getTime() - held.readAt
  if (held.keys.length > 0 && age >= 0 && age < READ_EVERY_MS) return held.keys
  const houseId = await houseTenantId()
  let keys = await withTenant(applicationReadScope(houseId, request), readKeys)
  if (keys.length === 0) {
    const made = await newKeyPair()
    keys = await withTenant(applicationScope(houseId, request), async (tx) => {
      await lockKeys(tx)
      const present = await readKeys(tx)
      if (present.length === 0) await addKey(tx, made, 1)
      else tx.unchanged('another request made the first key')
      return readKeys(tx)
    })
  }
  held.keys = keys
  held.readAt = now.getTime()
  return keys
}

/** The keys that tokens in use may be signed with, the newest first. */
export function publishedKeys(keys: readonly SigningKey[], now: Date): SigningKey[] {
  return keys
    .filter((_key, index) => {
      const next = keys[index + 1]
      return !next || next.createdAt.getTime() + PUBLISHED_BEFORE_MS + LONGEST_TOKEN_MS > now.getTime()
    })
    .reverse()
}

/** The newest key that everybody can have fetched. */
export function keyThatSigns(keys: readonly SigningKey[], now: Date): SigningKey {
  const ready = keys.filter((key) => key.createdAt.getTime() + PUBLISHED_BEFORE_MS <= now.getTime())
  return (ready.at(-1) ?? keys[0]) as SigningKey
}

export function newKeyPair(): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
}

export async function lockKeys(tx: TenantTx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`token-signing/${tx.tenantId}`])
}

export async function addKey(
  tx: TenantTx,
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
  keyId: number,
): Promise<void> {
  await storeTenantKey(tx, {
    purpose: 'token-signing',
    keyId,
    secret: privateKey.export({ type: 'pkcs8', format: 'der' }),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    firstSeq: 0,
  })
  await append(tx, { action: 'application.key.create', targets: [], metadata: { keyId } })
  tx.afterCommit(() => {
    held.readAt = Number.NEGATIVE_INFINITY
  })
}

export async function readKeys(tx: TenantTx): Promise<SigningKey[]> {
  const secrets = await tenantKeys(tx, 'token-signing')
  const rows = await tx.query<{ keyId: number; createdAt: Date }>(
    `SELECT key_id AS "keyId", created_at AS "createdAt" FROM tenant_keys WHERE tenant_id = $1 AND purpose = 'token-signing'`,
    [tx.tenantId],
  )
  return Promise.all(
    secrets.map(async ({ keyId, secret }) => {
      const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' })
      const publicKey = createPublicKey(privateKey)
      const plain = await exportJWK(publicKey)
      const kid = await calculateJwkThumbprint(plain)
      const createdAt = rows.find((row) => row.keyId === keyId)?.createdAt ?? new Date(0)
      return {
        keyId,
        kid,
        createdAt,
        privateKey,
        publicKey,
        jwk: { ...plain, kid, use: 'sig', alg: SIGNING_ALGORITHM },
      }
    }),
  )
}
