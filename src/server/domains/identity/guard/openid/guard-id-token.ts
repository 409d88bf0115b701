import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { checkTokenAlgorithm } from './check-token-algorithm.ts'
import { checkTokenAudience } from './check-token-audience.ts'
import { checkTokenIssuer } from './check-token-issuer.ts'
import { checkTokenNonce } from './check-token-nonce.ts'
import { checkTokenSignature } from './check-token-signature.ts'
import { checkTokenTimes } from './check-token-times.ts'
import type { TokenCheck, TokenExpectation, TokenState } from './token-state.ts'

/** What an ID token goes through, in this order: the first failure ends it. */
export const TOKEN_CHECKS: readonly TokenCheck[] = [
  checkTokenAlgorithm,
  checkTokenSignature,
  checkTokenIssuer,
  checkTokenAudience,
  checkTokenNonce,
  checkTokenTimes,
]

const LONGEST_TOKEN = 32 * 1024

export type GuardedIdToken =
  | { passed: true; claims: Readonly<Record<string, unknown>> }
  | { passed: false; check: SignInCheck; detail: string }

/**
 * Holds an ID token against the request that it must be an answer to. Jackson takes the token's word for it where
 * it came over TLS (OpenID Connect Core §3.1.3.7 (6) allows that) and so never looks at the signature.
 */
export function guardIdToken(
  token: string,
  expected: TokenExpectation,
  now: Date,
  checks: readonly TokenCheck[] = TOKEN_CHECKS,
): GuardedIdToken {
  const parts = token.length <= LONGEST_TOKEN ? token.split('.') : []
  const header = objectIn(parts[0])
  const claims = objectIn(parts[1])
  if (parts.length !== 3 || !header || !claims) return { passed: false, check: 'token', detail: 'no JSON Web Token' }
  const signature = Buffer.from(parts[2] as string, 'base64url')
  const state: TokenState = { expected, now, signedText: `${parts[0]}.${parts[1]}`, signature, header, claims }
  for (const check of checks) {
    const problem = check.run(state)
    if (problem !== null) return { passed: false, check: check.name, detail: problem }
  }
  return { passed: true, claims }
}

function objectIn(part: string | undefined): Record<string, unknown> | null {
  if (!part || !/^[A-Za-z0-9_-]+$/.test(part)) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'))
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
