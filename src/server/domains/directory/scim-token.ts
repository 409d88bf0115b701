import { createHash, randomBytes } from 'node:crypto'

const SHAPE = /^ghs_[A-Za-z0-9_-]{43}$/

/** `ghs_` and 256 random bits in base64url; only its hash is stored. */
export function makeScimToken(): { token: string; hash: Buffer; prefix: string } {
  const token = `ghs_${randomBytes(32).toString('base64url')}`
  return { token, hash: hashScimToken(token), prefix: token.slice(0, 8) }
}

export function isScimTokenShaped(text: string): boolean {
  return SHAPE.test(text)
}

/** The token is itself uniformly random, so a bare SHA-256 cannot be searched and no salt is needed. */
export function hashScimToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
