import { createPublicKey, verify } from 'node:crypto'
import { keyHash, parseVkey } from './note-key.ts'

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410 section 4) up to the raw key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * The text of a signed note, its last line break included, where the key signed it; null for anything else. Needs no
 * database.
 * @param vkey a C2SP verifier key of type Ed25519
 */
export function verifyNote(note: string, vkey: string): string | null {
  const key = parseVkey(vkey)
  const split = note.lastIndexOf('\n\n')
  if (key === null || split < 0) return null
  const text = note.slice(0, split + 1)
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, key.publicKey]), format: 'der', type: 'spki' })
  const expected = keyHash(key.name, key.publicKey)
  for (const line of note.slice(split + 2).split('\n')) {
    const [, name, encoded = ''] = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
    const signed = Buffer.from(encoded, 'base64')
    if (name !== key.name || signed.length !== 68 || signed.toString('base64') !== encoded) continue
    if (!signed.subarray(0, 4).equals(expected)) continue
    if (verify(null, Buffer.from(text, 'utf8'), publicKey, signed.subarray(4))) return text
  }
  return null
}
