import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto'
import type { Element } from '@xmldom/xmldom'
import { SIGNATURE } from './guard-state.ts'
import { attributeOf, childElements, textOf } from './xml.ts'

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#'

type BlockCipher = { name: string; keyBytes: number; gcm: boolean }
const BLOCK_CIPHERS: Record<string, BlockCipher> = {
  [`${XMLENC11}aes128-gcm`]: { name: 'aes-128-gcm', keyBytes: 16, gcm: true },
  [`${XMLENC11}aes256-gcm`]: { name: 'aes-256-gcm', keyBytes: 32, gcm: true },
  // Still what many providers send. Its plaintext counts for nothing until a signature of the provider covers it.
  [`${XMLENC}aes128-cbc`]: { name: 'aes-128-cbc', keyBytes: 16, gcm: false },
  [`${XMLENC}aes256-cbc`]: { name: 'aes-256-cbc', keyBytes: 32, gcm: false },
}
// RSA with PKCS #1 v1.5 padding is not among them: an answer to it tells about the plaintext (Bleichenbacher).
const KEY_TRANSPORTS = new Set([`${XMLENC}rsa-oaep-mgf1p`, `${XMLENC11}rsa-oaep`])
const OAEP_DIGESTS: Record<string, string> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  [`${XMLENC}sha256`]: 'sha256',
  [`${XMLENC}sha512`]: 'sha512',
}
const GCM_NONCE = 12
const GCM_TAG = 16
const CBC_BLOCK = 16

/** Opens an EncryptedAssertion (SAML core §2.3.4) with one of the keys. Null where none opens it, whatever the reason. */
export function decryptAssertion(encrypted: Element, keys: readonly KeyObject[]): string | null {
  try {
    const data = only(encrypted, XMLENC, 'EncryptedData')
    const cipher = BLOCK_CIPHERS[algorithmOf(data)]
    if (!cipher) return null
    // The wrapped key stands inside the data's KeyInfo or beside the data.
    const inside = childElements(data, SIGNATURE, 'KeyInfo').flatMap((info) =>
      childElements(info, XMLENC, 'EncryptedKey'),
    )
    const wrapped = [...inside, ...childElements(encrypted, XMLENC, 'EncryptedKey')]
    if (wrapped.length === 0 || wrapped.length > 4) return null
    for (const element of wrapped) {
      for (const key of keys) {
        const plain = tryOpen(element, data, cipher, key)
        if (plain !== null) return plain
      }
    }
    return null
  } catch {
    return null
  }
}

function tryOpen(wrapped: Element, data: Element, cipher: BlockCipher, key: KeyObject): string | null {
  try {
    const contentKey = unwrap(wrapped, key)
    if (contentKey.length !== cipher.keyBytes) return null
    const plain = open(cipherValue(data), contentKey, cipher)
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch {
    return null
  }
}

function unwrap(wrapped: Element, key: KeyObject): Buffer {
  const method = only(wrapped, XMLENC, 'EncryptionMethod')
  if (!KEY_TRANSPORTS.has(attributeOf(method, 'Algorithm') ?? '')) throw new Error('an unexpected key transport')
  const [digest] = childElements(method, SIGNATURE, 'DigestMethod')
  const hash = digest ? OAEP_DIGESTS[attributeOf(digest, 'Algorithm') ?? ''] : 'sha1'
  const [mask] = childElements(method, XMLENC11, 'MGF')
  // Node masks with the digest's own hash and with no other.
  const maskFits = !mask || attributeOf(mask, 'Algorithm') === `${XMLENC11}mgf1${hash}`
  if (!hash || !maskFits) throw new Error('an unexpected padding')
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash }, cipherValue(wrapped))
}

function open(bytes: Buffer, key: Buffer, cipher: BlockCipher): Buffer {
  if (cipher.gcm) {
    if (bytes.length < GCM_NONCE + GCM_TAG) throw new Error('too short')
    const decipher = createDecipheriv(cipher.name as 'aes-256-gcm', key, bytes.subarray(0, GCM_NONCE), {
      authTagLength: GCM_TAG,
    })
    decipher.setAuthTag(bytes.subarray(-GCM_TAG))
    return Buffer.concat([decipher.update(bytes.subarray(GCM_NONCE, -GCM_TAG)), decipher.final()])
  }
  const decipher = createDecipheriv(cipher.name, key, bytes.subarray(0, CBC_BLOCK)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes.subarray(CBC_BLOCK)), decipher.final()])
  // XML Encryption §5.2: the last byte counts the padding; the others may hold anything.
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > CBC_BLOCK) throw new Error('an unexpected padding')
  return padded.subarray(0, -padding)
}

function cipherValue(parent: Element): Buffer {
  const text = textOf(only(only(parent, XMLENC, 'CipherData'), XMLENC, 'CipherValue'))
  return Buffer.from((text ?? '').replace(/\s/g, ''), 'base64')
}

function algorithmOf(data: Element): string {
  return attributeOf(only(data, XMLENC, 'EncryptionMethod'), 'Algorithm') ?? ''
}

function only(parent: Element, namespace: string, name: string): Element {
  const [found, ...others] = childElements(parent, namespace, name)
  if (!found || others.length > 0) throw new Error(`not exactly one ${name}`)
  return found
}
