import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { canonicalize } from './canonical-json.ts'
import {
  checkCommitment,
  commitTo,
  MAX_PERSONAL_BYTES,
  type PersonalParts,
  splitPersonalFields,
} from './personal-fields.ts'
import { scrubSecrets } from './secret-scrub.ts'

type Parts = Partial<Omit<PersonalParts, 'metadata'>> & { metadata?: Record<string, unknown> }

function split(parts: Parts) {
  const metadata = scrubSecrets(parts.metadata ?? {})
  return splitPersonalFields({ actor: {}, context: {}, targets: [], personalMetadataKeys: [], ...parts, metadata })
}

/** AUDIT-LOG.md word by word, through another API of node:crypto. */
function reference(path: string, value: unknown, salt: Uint8Array): string {
  return createHash('sha256')
    .update('gatehouse/field/v1')
    .update(Buffer.from([0]))
    .update(salt)
    .update(canonicalize([path, value]))
    .digest('base64')
}

describe('commitments', () => {
  it('are SHA-256("gatehouse/field/v1" ‖ 0x00 ‖ salt ‖ JCS([path, value]))', () => {
    const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
    expect(commitTo({ path: '/actor/name', salt, value: '"Ada"' })).toBe(
      createHash('sha256')
        .update(Buffer.concat([Buffer.from('gatehouse/field/v1\0'), salt, Buffer.from('["/actor/name","Ada"]')]))
        .digest('base64'),
    )
    const salts = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.jsonValue({ stringUnit: 'grapheme' }),
        salts,
        (path, value, each) => {
          expect(commitTo({ path, salt: each, value: canonicalize(value) })).toBe(reference(path, value, each))
        },
      ),
    )
  })

  it('hold for values longer than any buffer kept for them, and for shorter ones after', () => {
    const salt = Buffer.alloc(16, 9)
    for (const value of ['x'.repeat(100_000), 'é'.repeat(5_000), '€'.repeat(6_000), 'x']) {
      expect(commitTo({ path: '/metadata', salt, value: canonicalize(value) })).toBe(
        reference('/metadata', value, salt),
      )
    }
  })

  it('are opened by their own path, salt and value only', () => {
    const field = { path: '/actor/name', salt: Buffer.alloc(16, 1), value: '"Ada"' }
    const commitment = commitTo(field)
    expect(checkCommitment(field, commitment)).toBe(true)
    expect(checkCommitment({ ...field, path: '/actor/email' }, commitment)).toBe(false)
    expect(checkCommitment({ ...field, value: '"Bob"' }, commitment)).toBe(false)
    expect(checkCommitment({ ...field, salt: Buffer.alloc(16, 2) }, commitment)).toBe(false)
    expect(checkCommitment({ ...field, salt: Buffer.alloc(0) }, commitment)).toBe(false)
    expect(checkCommitment(field, undefined)).toBe(false)
    expect(() => commitTo({ ...field, salt: Buffer.alloc(15) })).toThrow(RangeError)
  })
})

describe('splitPersonalFields', () => {
  it('takes every personal field off, in the order of paths, and leaves the rest in clear', () => {
    const parts = split({
      actor: { name: 'Ada', email: 'ada@acme.example' },
      context: { ip: '192.0.2.7', userAgent: 'Firefox', location: { country: 'GB' } },
      targets: [{ name: 'One' }, {}, { name: 'Three' }],
      metadata: { plain: 1, 'a/b~c': [1, { z: 1, a: 2 }], userName: 'ada' },
      personalMetadataKeys: ['userName', 'a/b~c', 'not there'],
    })
    expect(parts.metadata).toBe('{"plain":1}')
    expect(parts.metadataBytes).toBe(Buffer.byteLength('{"a/b~c":[1,{"a":2,"z":1}],"plain":1,"userName":"ada"}'))
    expect(parts.personal.map(({ path, value }) => [path, value])).toEqual([
      ['/actor/email', '"ada@acme.example"'],
      ['/actor/name', '"Ada"'],
      ['/context/ip', '"192.0.2.7"'],
      ['/context/location', '{"country":"GB"}'],
      ['/context/userAgent', '"Firefox"'],
      ['/metadata/a~1b~0c', '[1,{"a":2,"z":1}]'],
      ['/metadata/userName', '"ada"'],
      ['/targets/0/name', '"One"'],
      ['/targets/2/name', '"Three"'],
    ])
  })

  it('takes the metadata off as a whole, even where it is empty', () => {
    const whole = split({ metadata: { b: 1, a: '[x]' }, personalMetadataKeys: 'all' })
    expect([whole.metadata, whole.personal[0]?.path, whole.personal[0]?.value]).toEqual([
      '{}',
      '/metadata',
      '{"a":"[x]","b":1}',
    ])
    expect(split({ personalMetadataKeys: 'all' }).personal.map(({ value }) => value)).toEqual(['{}'])
  })

  it('gives every field of every event a salt of its own, never changed afterwards', () => {
    const salts: Buffer[] = []
    for (let event = 0; event < 400; event += 1) {
      salts.push(...split({ actor: { name: 'a', email: 'b' }, context: { ip: 'c' } }).personal.map(({ salt }) => salt))
    }
    const kept = salts.map((salt) => salt.toString('hex'))
    expect(salts.every((salt) => salt.length === 16)).toBe(true)
    expect(new Set(kept).size).toBe(1_200)
    split({ actor: { name: 'a' } })
    expect(salts.map((salt) => salt.toString('hex'))).toEqual(kept)
  })

  it('keeps a metadata member named __proto__, in clear or personal', () => {
    const metadata = JSON.parse('{"__proto__":"x","a":1}')
    expect(split({ metadata, personalMetadataKeys: ['a'] }).metadata).toBe('{"__proto__":"x"}')
    const personal = split({ metadata, personalMetadataKeys: ['__proto__'] })
    expect([personal.metadata, personal.personal[0]?.path]).toEqual(['{"a":1}', '/metadata/__proto__'])
  })

  it.each<[what: string, parts: Parts, path: string]>([
    ['a name that is no text', { actor: { name: 7 as unknown as string } }, '/actor/name'],
    ['a lone surrogate', { context: { userAgent: '\ud800' } }, '/context/userAgent'],
    ['U+0000', { targets: [{}, { name: 'a\u0000' }] }, '/targets/1/name'],
    ['an unsafe integer in a location', { context: { location: { lat: 2 ** 60 } } }, '/context/location/lat'],
    [
      'an unsafe integer in personal metadata',
      { metadata: { a: { b: 2 ** 60 } }, personalMetadataKeys: ['a'] },
      '/metadata/a/b',
    ],
    [
      'an unsafe integer in clear metadata',
      { metadata: { a: 2 ** 60, b: 1 }, personalMetadataKeys: ['b'] },
      '/metadata/a',
    ],
    [
      'an unsafe integer in metadata as a whole',
      { metadata: { a: 2 ** 60 }, personalMetadataKeys: 'all' },
      '/metadata/a',
    ],
    ['a value that is too long', { actor: { name: 'x'.repeat(MAX_PERSONAL_BYTES - 1) } }, '/actor/name'],
    ['a value that is too long in UTF-8', { actor: { email: '€'.repeat(MAX_PERSONAL_BYTES / 3) } }, '/actor/email'],
  ])('refuses %s with its path', (_what, parts, path) => {
    expect.assertions(2)
    try {
      split(parts)
    } catch (error) {
      expect(isAppError(error, 'invalid_input')).toBe(true)
      expect((error as { path?: string }).path).toBe(path)
    }
  })

  it('accepts a value of exactly the longest length', () => {
    expect(split({ actor: { name: 'x'.repeat(MAX_PERSONAL_BYTES - 2) } }).personal).toHaveLength(1)
  })
})
