import type { JsonWebKey } from 'node:crypto'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'

/** What an ID token must be an answer to: from our own rows and from what this browser was sent away with. */
export type TokenExpectation = {
  issuer: string
  clientId: string
  nonce: string
  /** How long ago the person may have been authenticated, where the provider says when (`auth_time`). */
  authenticationMaxAgeMs: number
  /** The provider's present signing keys (RFC 7517). */
  keys: readonly (JsonWebKey & { kid?: string; use?: string; alg?: string })[]
}

export type TokenState = {
  readonly expected: TokenExpectation
  readonly now: Date
  /** The two signed parts and the signature as they were received. */
  readonly signedText: string
  readonly signature: Buffer
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

export type TokenCheck = {
  name: SignInCheck
  /** What demands it, and the attack it stops. */
  clause: string
  /** Null when it holds, otherwise what is wrong. It never quotes the token. */
  run(state: TokenState): string | null
}

export type Algorithm = { keyType: 'RSA' | 'EC' | 'OKP'; digest: string | null; curve?: string; pss?: boolean }

/** Asymmetric ones only (RFC 7518 §3.1): with `none` nobody signs, and with HS256 whoever knows a public value does. */
export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { keyType: 'RSA', digest: 'sha256' },
  RS384: { keyType: 'RSA', digest: 'sha384' },
  RS512: { keyType: 'RSA', digest: 'sha512' },
  PS256: { keyType: 'RSA', digest: 'sha256', pss: true },
  PS384: { keyType: 'RSA', digest: 'sha384', pss: true },
  PS512: { keyType: 'RSA', digest: 'sha512', pss: true },
  ES256: { keyType: 'EC', digest: 'sha256', curve: 'P-256' },
  ES384: { keyType: 'EC', digest: 'sha384', curve: 'P-384' },
  ES512: { keyType: 'EC', digest: 'sha512', curve: 'P-521' },
  EdDSA: { keyType: 'OKP', digest: null, curve: 'Ed25519' },
}
