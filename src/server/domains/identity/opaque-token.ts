import { createHash, createHmac, randomBytes } from 'node:crypto'

/** 256 random bits for a browser to keep. Only `hashOfToken` of it is stored. */
export function newOpaqueToken(): string {
  return randomBytes(32).toString('base64url')
}

export function isOpaqueToken(value: string | undefined): value is string {
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)
}

/** SHA-256: enough for a token that cannot be guessed. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** A value that only this installation can make for a request, and that need not be stored (RFC 7636 code verifier). */
export function codeVerifierOf(secret: string, signInRequestId: string): string {
  return createHmac('sha256', secret).update(`gatehouse/code-verifier/v1\0${signInRequestId}`).digest('base64url')
}
