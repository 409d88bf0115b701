import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { keyHash, vkeyOf } from './note-key.ts'
import { tenantKeys } from './tenant-key-store.ts'

/**
 * A C2SP signed note by the tenant's newest signing key (Ed25519, signature type 0x01).
 * @param note.origin the key's name: the origin of the tenant's log
 * @param note.text ends with a line break; its second line is never a number, so that it cannot be read as a checkpoint
 */
export async function signNote(tx: TenantTx, note: { origin: string; text: string }): Promise<string> {
  const { privateKey, publicKey } = await newestKey(tx)
  const signature = sign(null, Buffer.from(note.text, 'utf8'), privateKey)
  const signed = Buffer.concat([keyHash(note.origin, publicKey), signature]).toString('base64')
  return `${note.text}\n\u2014 ${note.origin} ${signed}\n`
}

/** The tenant's newest signing key as a C2SP verifier key, for people to pin. */
export async function signingVkey(tx: TenantTx, origin: string): Promise<string> {
  return vkeyOf(origin, (await newestKey(tx)).publicKey)
}

async function newestKey(tx: TenantTx) {
  const newest = (await tenantKeys(tx, 'signing')).at(-1)
  if (!newest) {
    throw new AppError({
      code: 'unavailable',
      message: 'The signing key of this organisation is missing. The operator must restore it from a backup.',
      detail: `no signing key for ${tx.tenantId}`,
    })
  }
  const privateKey = createPrivateKey({ key: newest.secret, format: 'der', type: 'pkcs8' })
  // The raw 32 bytes stand at the end of the SubjectPublicKeyInfo (RFC 8410 section 4).
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { privateKey, publicKey }
}
