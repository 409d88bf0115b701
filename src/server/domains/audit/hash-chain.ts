import { hash } from 'node:crypto'
import { hmacSha256 } from './hmac-sha256.ts'

/** Stands before the first entry: 32 zero bytes (AUDIT-LOG.md, Chain and tree). */
export const GENESIS: Buffer = Buffer.alloc(32)

/**
 * `SHA-256(0x00 ‖ canonical)`, which is the leaf hash of RFC 6962 section 2.1: 32 bytes.
 *
 * @param canonical the RFC 8785 text of the event, or its UTF-8 bytes.
 */
export function leafHash(canonical: string | Uint8Array): Buffer {
  return Buffer.from(leafHashText(canonical), 'binary')
}

/** {@link leafHash} as 32 characters of one byte each: for comparing many without a Buffer for each. */
export function leafHashText(canonical: string | Uint8Array): string {
  // U+0000 is the byte 0x00 in UTF-8, so prefix and text are hashed in one call.
  if (typeof canonical === 'string') return hash('sha256', `\u0000${canonical}`, 'binary')
  const input = Buffer.allocUnsafe(canonical.byteLength + 1)
  input[0] = 0
  input.set(canonical, 1)
  return hash('sha256', input, 'binary')
}

/**
 * `HMAC-SHA256(chainKey, previousEntryHash ‖ leafHash ‖ nonce)`: 32 bytes. It convinces only who holds the key.
 *
 * @param chainKey 32 bytes. Prepared once for each Buffer, so its bytes must not change.
 * @param previousEntryHash 32 bytes; {@link GENESIS} before the first event.
 * @param leaf 32 bytes; `nonce` 16.
 * @throws RangeError where one has another length: the parts are told apart by their lengths alone.
 */
export function entryHash(
  chainKey: Buffer,
  previousEntryHash: Uint8Array,
  leaf: Uint8Array,
  nonce: Uint8Array,
): Buffer {
  return Buffer.from(entryHashText(chainKey, previousEntryHash, leaf, nonce), 'binary')
}

const entry = Buffer.alloc(80)

/** {@link entryHash} as 32 characters of one byte each. */
export function entryHashText(
  chainKey: Buffer,
  previousEntryHash: Uint8Array,
  leaf: Uint8Array,
  nonce: Uint8Array,
): string {
  if (previousEntryHash.length !== 32 || leaf.length !== 32 || nonce.length !== 16) {
    throw new RangeError('An entry is hashed over 32, 32 and 16 bytes')
  }
  entry.set(previousEntryHash, 0)
  entry.set(leaf, 32)
  entry.set(nonce, 64)
  return hmacSha256(chainKey, entry)
}
