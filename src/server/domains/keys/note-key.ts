import { hash } from 'node:crypto'

/** C2SP signed-note: the type of an Ed25519 signature. */
const ED25519 = 0x01

/** The first four bytes of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)` (C2SP signed-note). */
export function keyHash(name: string, publicKey: Uint8Array): Buffer {
  const hashed = Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.of(ED25519), publicKey])
  return Buffer.from(hash('sha256', hashed, 'hex'), 'hex').subarray(0, 4)
}

/** `<name>+<key hash in hex>+<base64 of 0x01 and the 32 bytes of the key>`. */
export function vkeyOf(name: string, publicKey: Uint8Array): string {
  const key = Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64')
  return `${name}+${keyHash(name, publicKey).toString('hex')}+${key}`
}

/** Null for what is no Ed25519 verifier key, or names another hash than its own. */
export function parseVkey(vkey: string): { name: string; publicKey: Buffer } | null {
  const [, name = '', hex = '', encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey) ?? []
  const key = Buffer.from(encoded, 'base64')
  if (key.length !== 33 || key[0] !== ED25519 || key.toString('base64') !== encoded) return null
  const publicKey = key.subarray(1)
  return keyHash(name, publicKey).toString('hex') === hex ? { name, publicKey } : null
}
