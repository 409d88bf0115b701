import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryHash, GENESIS, leafHash, leafHashText } from './hash-chain.ts'
import { type AuditHead, headMac } from './head-mac.ts'
import { hmacSha256 } from './hmac-sha256.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((b) => Buffer.from(b))
/** HMAC fills keys with zeros (RFC 2104 section 2), so a shorter key of a test vector has a form of 32 bytes. */
const filled = (key: Buffer) => Buffer.concat([key, Buffer.alloc(32 - key.length)])

describe('hmacSha256', () => {
  it.each([
    [
      Buffer.alloc(20, 0x0b),
      Buffer.from('Hi There'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      Buffer.from('Jefe'),
      Buffer.from('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      Buffer.alloc(20, 0xaa),
      Buffer.alloc(50, 0xdd),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
  ])('gives the answers of RFC 4231 section 4', (key, message, answer) => {
    expect(Buffer.from(hmacSha256(filled(key), message), 'latin1').toString('hex')).toBe(answer)
  })

  it('is HMAC-SHA256 for every key and message, whatever was hashed before', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 192 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(bytes(32), messages, (key, list) => {
        for (const message of list) {
          const answer = createHmac('sha256', key).update(message).digest('hex')
          expect(Buffer.from(hmacSha256(key, message), 'latin1').toString('hex')).toBe(answer)
        }
      }),
    )
  })

  it('refuses keys that are not of 32 bytes and messages that are too long', () => {
    expect(() => hmacSha256(Buffer.alloc(31), Buffer.alloc(1))).toThrow(RangeError)
    expect(() => hmacSha256(Buffer.alloc(33), Buffer.alloc(1))).toThrow(RangeError)
    expect(() => hmacSha256(Buffer.alloc(32), Buffer.alloc(193))).toThrow(RangeError)
  })
})

describe('leafHash', () => {
  it('is SHA-256(0x00 ‖ canonical), the same for a text and for its bytes', () => {
    expect(leafHash('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        const answer = createHash('sha256')
          .update(Buffer.from([0]))
          .update(text, 'utf8')
          .digest()
        expect(leafHash(text)).toEqual(answer)
        expect(leafHash(Buffer.from(text))).toEqual(answer)
        expect(leafHashText(text)).toBe(answer.toString('latin1'))
      }),
    )
  })
})

describe('entryHash', () => {
  it('is HMAC-SHA256(chainKey, previousEntryHash ‖ leafHash ‖ nonce)', () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), bytes(32), bytes(16), (key, previous, leaf, nonce) => {
        const answer = createHmac('sha256', key)
          .update(Buffer.concat([previous, leaf, nonce]))
          .digest()
        expect(entryHash(key, previous, leaf, nonce)).toEqual(answer)
      }),
    )
  })

  it('begins at 32 zero bytes', () => {
    expect(GENESIS.toString('hex')).toBe('0'.repeat(64))
  })

  it('refuses parts of another length, which could be cut elsewhere', () => {
    const key = Buffer.alloc(32, 1)
    expect(() => entryHash(key, Buffer.alloc(31), Buffer.alloc(33), Buffer.alloc(16))).toThrow(RangeError)
    expect(() => entryHash(key, Buffer.alloc(32), Buffer.alloc(31), Buffer.alloc(17))).toThrow(RangeError)
    expect(() => entryHash(key, Buffer.alloc(32), Buffer.alloc(32), Buffer.alloc(15))).toThrow(RangeError)
    expect(() => entryHash(Buffer.alloc(16), Buffer.alloc(32), Buffer.alloc(32), Buffer.alloc(16))).toThrow(RangeError)
  })
})

describe('headMac', () => {
  const key = Buffer.alloc(32, 7)
  const head: AuditHead = {
    tenantId: '0193a000-0000-7000-8000-000000000001',
    size: 3,
    frontier: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
    entryHash: Buffer.alloc(32, 3),
    lastRecordedAt: '2026-11-22T10:00:00.000000Z',
    checkpointSize: 2,
    checkpointRoot: Buffer.alloc(32, 4),
    chainKeyId: 1,
  }

  it('is HMAC-SHA256 over the domain, a zero byte and the JCS form of the head', () => {
    const b64 = (byte: number) => Buffer.alloc(32, byte).toString('base64')
    const text =
      `gatehouse/head/v1\u0000{"chainKeyId":1,"checkpointRoot":"${b64(4)}","checkpointSize":2,"entryHash":"${b64(3)}",` +
      `"frontier":["${b64(1)}","${b64(2)}"],"lastRecordedAt":"2026-11-22T10:00:00.000000Z","size":3,` +
      `"tenantId":"0193a000-0000-7000-8000-000000000001"}`
    expect(headMac(key, head)).toEqual(createHmac('sha256', key).update(text).digest())
  })

  it('changes with every field, also where bytes only move from one to the next', () => {
    const others: AuditHead[] = [
      { ...head, tenantId: '0193a000-0000-7000-8000-000000000002' },
      { ...head, size: 4 },
      { ...head, frontier: [Buffer.alloc(32, 2), Buffer.alloc(32, 1)] },
      { ...head, frontier: [Buffer.concat(head.frontier)] },
      { ...head, frontier: [] },
      { ...head, entryHash: Buffer.alloc(32, 4) },
      { ...head, lastRecordedAt: '2026-11-22T10:00:00.000001Z' },
      { ...head, lastRecordedAt: null },
      { ...head, checkpointSize: 3 },
      { ...head, checkpointRoot: null },
      { ...head, checkpointRoot: Buffer.alloc(0) },
      { ...head, chainKeyId: 2 },
    ]
    const macs = new Set([head, ...others].map((each) => headMac(key, each).toString('hex')))
    expect(macs.size).toBe(others.length + 1)
    expect(headMac(Buffer.alloc(32, 8), head)).not.toEqual(headMac(key, head))
    expect(() => headMac(Buffer.alloc(31), head)).toThrow(RangeError)
  })
})
