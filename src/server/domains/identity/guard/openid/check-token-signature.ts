import { constants, createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { ALGORITHMS, type Algorithm, type TokenCheck, type TokenExpectation } from './token-state.ts'

const SMALLEST_RSA_BITS = 2048

export const checkTokenSignature: TokenCheck = {
  name: 'token_signature',
  clause:
    'OpenID Connect Core §3.1.3.7 (6), RFC 8725 §3.2: the signature is valid under a key that the provider publishes now, of the kind that the algorithm takes. Keys in the token itself (jwk, jku, x5u, x5c) are never looked at.',
  run({ header, expected, signedText, signature }) {
    const algorithm = ALGORITHMS[String(header.alg)]
    if (!algorithm) return 'an unexpected algorithm'
    const keys = candidates(expected.keys, header, algorithm)
    if (keys.length === 0) return 'no published key fits the token'
    return keys.some((key) => isSignedBy(key, algorithm, signedText, signature))
      ? null
      : 'not signed with a key that the provider publishes'
  },
}

function candidates(keys: TokenExpectation['keys'], header: Readonly<Record<string, unknown>>, algorithm: Algorithm) {
  return keys.filter(
    (key) =>
      key.kty === algorithm.keyType &&
      (algorithm.curve === undefined || key.crv === algorithm.curve) &&
      (key.use === undefined || key.use === 'sig') &&
      (key.alg === undefined || key.alg === header.alg) &&
      (header.kid === undefined || key.kid === undefined || key.kid === header.kid),
  )
}

function isSignedBy(jwk: JsonWebKey, algorithm: Algorithm, signedText: string, signature: Buffer): boolean {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    if (algorithm.keyType === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < SMALLEST_RSA_BITS) return false
    const padding = algorithm.pss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}
    // RFC 7518 §3.4: the two halves side by side, not DER.
    return verify(algorithm.digest, Buffer.from(signedText), { key, dsaEncoding: 'ieee-p1363', ...padding }, signature)
  } catch {
    return false
  }
}
