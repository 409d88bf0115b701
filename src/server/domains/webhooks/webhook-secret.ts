import { randomBytes } from 'node:crypto'
import { keyEncryption } from '#server/platform/crypto/key-encryption.ts'

/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32
const PREFIX = 'whsec_'

type Place = { tenantId: string; endpointId: string; number: number }

/** A new secret and how it is stored: wrapped, and bound to its tenant, endpoint and number. */
export async function makeSecret(place: Place): Promise<{ secret: string; wrapped: Buffer; kekId: string }> {
  const plain = randomBytes(SECRET_BYTES)
  const kek = keyEncryption()
  return { secret: PREFIX + plain.toString('base64'), wrapped: await kek.wrap(plain, context(place)), kekId: kek.id }
}

export async function openSecret(wrapped: Buffer, place: Place): Promise<string> {
  return PREFIX + (await keyEncryption().unwrap(wrapped, context(place))).toString('base64')
}

function context({ tenantId, endpointId, number }: Place) {
  return { tenantId, purpose: `webhook/${endpointId}`, keyId: number }
}
