import { createHash, randomBytes } from 'node:crypto'

/** `ghas_` and 256 random bits; only its hash is stored, and a bare one is enough for what cannot be guessed. */
export function newSecret(): { secret: string; hash: Buffer; prefix: string } {
  const secret = `ghas_${randomBytes(32).toString('base64url')}`
  return { secret, hash: hashOfSecret(secret), prefix: secret.slice(0, 9) }
}

/** `ghac_` for a code, `ghar_` for a refresh token, so that a leaked one is recognised for what it is. */
export function newOneTimeSecret(prefix: 'ghac_' | 'ghar_'): { secret: string; hash: Buffer } {
  const secret = prefix + randomBytes(32).toString('base64url')
  return { secret, hash: hashOfSecret(secret) }
}

export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

export function newClientId(): string {
  return `gha_${randomBytes(16).toString('base64url')}`
}
