import { createPublicKey, createSign, type KeyObject, randomBytes } from 'node:crypto'

// DER tags (X.690 §8).
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const NULL = 0x05
const OBJECT_IDENTIFIER = 0x06
const UTF8_STRING = 0x0c
const GENERALIZED_TIME = 0x18
const SEQUENCE = 0x30
const SET = 0x31
const VERSION_TAG = 0xa0
const EXTENSIONS_TAG = 0xa3

const SHA256_WITH_RSA = oid('2a864886f70d01010b')
const COMMON_NAME = oid('550403')
const BASIC_CONSTRAINTS = oid('551d13')
const KEY_USAGE = oid('551d0f')

export type SelfSignedInput = {
  privateKey: KeyObject
  commonName: string
  notBefore: Date
  notAfter: Date
  /** What the key is for; signing where it is not stated. */
  use?: 'signing' | 'encryption'
}

/** An X.509 v3 certificate (RFC 5280 §4.1) of an RSA key, signed by that key, as PEM. Node can read certificates but not make them. */
export function selfSignedCertificate(input: SelfSignedInput): string {
  const algorithm = der(SEQUENCE, SHA256_WITH_RSA, der(NULL))
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(input.commonName)))))
  const serial = randomBytes(16)
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40 // positive and without a leading zero
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION_TAG, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    algorithm,
    name,
    der(SEQUENCE, time(input.notBefore), time(input.notAfter)),
    name,
    createPublicKey(input.privateKey).export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS_TAG, der(SEQUENCE, basicConstraints(), keyUsage(input.use ?? 'signing'))),
  )
  const signature = createSign('sha256').update(toBeSigned).sign(input.privateKey)
  const certificate = der(SEQUENCE, toBeSigned, algorithm, der(BIT_STRING, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** Not a certificate authority: an empty sequence, cA being FALSE by default. */
function basicConstraints(): Buffer {
  return der(SEQUENCE, BASIC_CONSTRAINTS, der(OCTET_STRING, der(SEQUENCE)))
}

/** RFC 5280 §4.2.1.3: digitalSignature is bit 0, keyEncipherment bit 2. */
function keyUsage(use: 'signing' | 'encryption'): Buffer {
  const bits = use === 'signing' ? [7, 0x80] : [5, 0x20]
  return der(SEQUENCE, KEY_USAGE, der(OCTET_STRING, der(BIT_STRING, Buffer.from(bits))))
}

function time(date: Date): Buffer {
  return der(GENERALIZED_TIME, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
}

function oid(hex: string): Buffer {
  return der(OBJECT_IDENTIFIER, Buffer.from(hex, 'hex'))
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const length = Buffer.from(content.length.toString(16).padStart(content.length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}
