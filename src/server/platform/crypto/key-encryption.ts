import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { env } from '../env.ts'
import { AppError } from '../errors/app-error.ts'
import { perProcess } from '../per-process.ts'

/** What a wrapped key is bound to: unwrapping under any other context fails. */
export type KeyContext = { tenantId: string; purpose: string; keyId: number }

/** Wraps tenant keys. The local provider is below; one that asks a cloud's key service has the same form. */
export type KeyEncryption = {
  /** Names the key-encryption key, so that a rotation knows what it still has to wrap anew. */
  readonly id: string
  wrap(plain: Buffer, context: KeyContext): Promise<Buffer>
  unwrap(wrapped: Buffer, context: KeyContext): Promise<Buffer>
}

const VERSION = 1
const NONCE = 12
const TAG = 16

/**
 * AES-256-GCM under a key from configuration (NIST SP 800-38D, 96-bit random nonce).
 * Wrapped form: version ‖ nonce (12) ‖ ciphertext ‖ tag (16). The context is the associated data.
 */
export function localKeyEncryption(kek: Buffer): KeyEncryption {
  if (kek.length !== 32)
    throw new AppError({ code: 'unavailable', message: 'GATEHOUSE_KEK must be base64 of 32 bytes.' })
  const id = `local:${createHash('sha256').update('gatehouse/kek-id/v1\0').update(kek).digest('hex').slice(0, 16)}`
  return {
    id,
    async wrap(plain, context) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', kek, nonce)
      cipher.setAAD(associatedData(context))
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    async unwrap(wrapped, context) {
      if (wrapped[0] !== VERSION || wrapped.length < 1 + NONCE + TAG) throw unwrapFailed(id, context)
      const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(1, 1 + NONCE), { authTagLength: TAG })
      decipher.setAAD(associatedData(context))
      decipher.setAuthTag(wrapped.subarray(-TAG))
      try {
        return Buffer.concat([decipher.update(wrapped.subarray(1 + NONCE, -TAG)), decipher.final()])
      } catch (cause) {
        throw unwrapFailed(id, context, cause)
      }
    },
  }
}

/** No field can hold the separator: a tenant id is a UUID and a purpose one of a closed set. */
function associatedData(context: KeyContext): Buffer {
  return Buffer.from(`gatehouse/tenant-key/v1\0${context.tenantId}\0${context.purpose}\0${context.keyId}`)
}

function unwrapFailed(id: string, context: KeyContext, cause?: unknown): AppError {
  return new AppError({
    code: 'unavailable',
    message:
      'A key of this organisation cannot be opened. The operator must restore the key-encryption key it was wrapped with.',
    detail: `unwrap failed under ${id} for ${context.purpose} ${context.keyId} of ${context.tenantId}`,
    cause,
  })
}

export function keyEncryption(): KeyEncryption {
  return perProcess('key-encryption', () => localKeyEncryption(Buffer.from(env().GATEHOUSE_KEK, 'base64')))
}
