import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { TenantTx } from '#server/platform/db/index.ts'
import { storeTenantKey } from './tenant-key-store.ts'

/** The first key of each purpose for a new tenant, wrapped from the start. Returns the chain key. */
export async function createTenantKeys(tx: TenantTx): Promise<{ chainKey: Buffer; chainKeyId: number }> {
  const chainKey = randomBytes(32)
  await storeTenantKey(tx, { purpose: 'chain', keyId: 1, secret: chainKey, publicKey: null, firstSeq: 1 })
  await storeTenantKey(tx, { purpose: 'idempotency', keyId: 1, secret: randomBytes(32), publicKey: null, firstSeq: 1 })
  const signing = generateKeyPairSync('ed25519')
  await storeTenantKey(tx, {
    purpose: 'signing',
    keyId: 1,
    secret: signing.privateKey.export({ type: 'pkcs8', format: 'der' }),
    // The raw 32 bytes stand at the end of the SubjectPublicKeyInfo (RFC 8410 section 4).
    publicKey: signing.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
    firstSeq: 0,
  })
  return { chainKey, chainKeyId: 1 }
}
