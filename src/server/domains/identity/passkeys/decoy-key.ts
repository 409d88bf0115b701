import { generateKeyPairSync } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { perProcess } from '#server/platform/per-process.ts'

/**
 * A public key whose private half nobody has (COSE_Key, RFC 9053 §2.1, ES256). An answer by a passkey that does not
 * exist is held against it, so that the refusal takes as long as that of one that does.
 */
export function decoyKey(): Buffer {
  return perProcess('decoy-key', () => {
    const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ])
    return Buffer.from(isoCBOR.encode(key as Parameters<typeof isoCBOR.encode>[0]))
  })
}
