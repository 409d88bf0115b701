import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { RequestContext } from '#server/platform/principal.ts'
import { findHouseTenantId } from './house.ts'
import { issuer } from './issuer.ts'
import { publishedKeys, SIGNING_ALGORITHM, signingKeys } from './signing-keys.ts'

const CLOCK_SKEW_SECONDS = 5
const LONGEST_TOKEN = 8192

/**
 * The claims of a token that one of our keys signed for this audience; null for every other one. The algorithm is
 * ours and not the token's to name (RFC 8725 §3.1), and so is the type (§3.11): an ID token is no access token. A key
 * that is published no more vouches only for what may be over itself, so that replacing one that leaked ends it.
 */
export async function verifyToken(
  token: string,
  expected: { type: string; audience?: string; evenExpired?: boolean },
  request: RequestContext,
  now: Date,
): Promise<JWTPayload | null> {
  if (token.length > LONGEST_TOKEN || (await findHouseTenantId()) === null) return null
  try {
    const { kid } = decodeProtectedHeader(token)
    const keys = await signingKeys(request, now)
    const key = (expected.evenExpired ? keys : publishedKeys(keys, now)).find((one) => one.kid === kid)
    if (!key) return null
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [SIGNING_ALGORITHM],
      typ: expected.type,
      issuer: issuer(),
      ...(expected.audience === undefined ? {} : { audience: expected.audience }),
      requiredClaims: ['iat', 'exp', 'sub'],
      currentDate: now,
      clockTolerance: expected.evenExpired ? Number.MAX_SAFE_INTEGER : CLOCK_SKEW_SECONDS,
    })
    return payload
  } catch (error) {
    if (isJoseError(error)) return null
    throw error
  }
}

function isJoseError(error: unknown): boolean {
  return (
    error instanceof TypeError || (error instanceof Error && /^ERR_J/.test(String((error as { code?: unknown }).code)))
  )
}
