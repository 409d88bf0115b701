import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { buildCanonicalEvent, type CanonicalEventInput } from './canonical-event.ts'
import { canonicalize } from './canonical-json.ts'
import { leafHash } from './hash-chain.ts'
import { parseCanonicalEvent } from './parse-canonical-event.ts'
import { checkCommitment } from './personal-fields.ts'

const base: CanonicalEventInput = {
  tenantId: '0193a000-0000-7000-8000-000000000001',
  seq: 7,
  id: '0193a000-0000-7000-8000-000000000002',
  recordedAt: '2026-11-22T10:00:00.123456Z',
  occurredAt: null,
  actor: { type: 'user', id: 'u_1' },
  action: 'workflow.execute',
  targets: [],
  outcome: { result: 'success' },
  context: { source: 'console' },
  metadata: {},
  personalMetadataKeys: [],
}

function allNumbers(value: unknown, holds: (n: number) => boolean): boolean {
  if (typeof value === 'number') return holds(value)
  return typeof value !== 'object' || value === null || Object.values(value).every((part) => allNumbers(part, holds))
}

describe('buildCanonicalEvent', () => {
  it('writes the smallest event to the byte', () => {
    const event = buildCanonicalEvent(base)
    const text =
      '{"action":"workflow.execute","actor":{"id":"u_1","type":"user"},"context":{"source":"console"},' +
      '"id":"0193a000-0000-7000-8000-000000000002","metadata":{},"occurredAt":null,"outcome":{"result":"success"},' +
      '"personal":{},"recordedAt":"2026-11-22T10:00:00.123456Z","seq":7,"targets":[],' +
      '"tenantId":"0193a000-0000-7000-8000-000000000001","v":1}'
    expect(event).toEqual({ canonical: text, bytes: Buffer.from(text), personal: [] })
    expect(leafHash(event.bytes)).toEqual(createHash('sha256').update(`\0${text}`).digest())
  })

  it('writes a full event with commitments in place of what is personal', () => {
    const { canonical, personal } = buildCanonicalEvent({
      ...base,
      occurredAt: '2026-11-22T11:00:00.5+02:00',
      actor: { type: 'user', id: 'u_1', name: 'Ada', email: 'ada@acme.example' },
      targets: [
        { type: 'workflow', id: 'w"2', name: 'Nightly' },
        { type: 'run', id: 'r 1' },
      ],
      outcome: { result: 'denied', reason: 'missing_permission' },
      context: {
        source: 'api',
        requestId: 'q',
        sessionId: 's',
        decisionId: 'd',
        ip: '192.0.2.7',
        userAgent: 'Ärger',
        location: 'Graz',
      },
      metadata: { size: 3, userName: 'ada', password: 'hunter2', '10': 'a', '9': 'b' },
      personalMetadataKeys: ['userName'],
    })
    const committed = Object.fromEntries(personal.map((field) => [field.path, expect.stringMatching(/^[\w+/]{43}=$/)]))
    expect(JSON.parse(canonical)).toEqual({
      v: 1,
      tenantId: base.tenantId,
      seq: 7,
      id: base.id,
      recordedAt: base.recordedAt,
      occurredAt: '2026-11-22T09:00:00.500000Z',
      actor: { type: 'user', id: 'u_1' },
      action: 'workflow.execute',
      targets: [
        { type: 'workflow', id: 'w"2' },
        { type: 'run', id: 'r 1' },
      ],
      outcome: { result: 'denied', reason: 'missing_permission' },
      context: { source: 'api', requestId: 'q', sessionId: 's', decisionId: 'd' },
      metadata: { size: 3, password: '[scrubbed]', '10': 'a', '9': 'b' },
      personal: committed,
    })
    expect(canonical).toContain('"metadata":{"10":"a","9":"b","password":"[scrubbed]","size":3}')
    expect(Object.keys(committed)).toEqual([
      '/actor/email',
      '/actor/name',
      '/context/ip',
      '/context/location',
      '/context/userAgent',
      '/metadata/userName',
      '/targets/0/name',
    ])
    for (const value of ['Ada', 'ada@', '192.0.2.7', 'Ärger', 'Graz', 'Nightly', '"ada"', 'hunter2'])
      expect(canonical).not.toContain(value)
    const hashed = parseCanonicalEvent(canonical)
    for (const field of personal) expect(checkCommitment(field, hashed.personal[field.path])).toBe(true)
  })

  it('always writes RFC 8785 form that the strict reader takes, whatever is in it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((t) => !/\p{Cc}/u.test(t))
    const json = fc
      .jsonValue({ maxDepth: 3, stringUnit: 'grapheme' })
      .filter(
        (v) => !JSON.stringify(v).includes('\\u0000') && allNumbers(v, (n) => Math.abs(n) <= Number.MAX_SAFE_INTEGER),
      )
    const maybe = fc.option(text, { nil: undefined })
    const input = fc.record({
      targets: fc.array(fc.record({ type: fc.constantFrom('a', 'B-c.d'), id: text, name: maybe }), { maxLength: 32 }),
      context: fc.record({
        source: fc.constant('api'),
        requestId: maybe,
        sessionId: maybe,
        decisionId: maybe,
        ip: maybe,
        location: json,
      }),
      actor: fc.record({ type: fc.constantFrom('system' as const, 'anonymous' as const), name: maybe, email: maybe }),
      metadata: fc.dictionary(
        fc.string({ unit: 'grapheme' }).filter((t) => !t.includes('\0')),
        json,
        { maxKeys: 8 },
      ),
      personalMetadataKeys: fc.oneof(fc.constant('all' as const), fc.array(fc.string({ maxLength: 1 }))),
    })
    fc.assert(
      fc.property(input, (random) => {
        const { canonical, bytes, personal } = buildCanonicalEvent({ ...base, ...random })
        expect(canonicalize(JSON.parse(canonical))).toBe(canonical)
        expect(bytes.toString()).toBe(canonical)
        const hashed = parseCanonicalEvent(canonical)
        expect(Object.keys(hashed.personal)).toEqual(personal.map((field) => field.path))
        for (const field of personal) expect(checkCommitment(field, hashed.personal[field.path])).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('never gives two events of the same content the same hash where something is personal', () => {
    const personal = { ...base, actor: { type: 'user' as const, id: 'u_1', name: 'Ada' } }
    expect(buildCanonicalEvent(personal).canonical).not.toBe(buildCanonicalEvent(personal).canonical)
    expect(buildCanonicalEvent(base).canonical).toBe(buildCanonicalEvent(base).canonical)
  })

  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]))
  const target = { type: 'workflow', id: 'w' }
  const atLimit: [what: string, change: Partial<CanonicalEventInput>][] = [
    ['an action of 128 characters', { action: `a.${'b'.repeat(126)}` }],
    ['an action of many parts', { action: 'sso.connection-2.update_all' }],
    ['32 targets', { targets: Array(32).fill(target) }],
    ['50 members of metadata', { metadata: many(50) }],
    ['50 members and an absent one', { metadata: { ...many(50), absent: undefined } }],
    ['metadata of 16,384 bytes', { metadata: { a: 'x'.repeat(16_384 - 8) } }],
    ['personal metadata of 16,384 bytes', { metadata: { a: 'x'.repeat(16_384 - 8) }, personalMetadataKeys: 'all' }],
    ['a system without an id', { actor: { type: 'system' } }],
    ['somebody unknown without an id', { actor: { type: 'anonymous' } }],
    ['an id of 256 characters', { actor: { type: 'user', id: 'x'.repeat(256) } }],
    ['ids of other makers', { actor: { type: 'service', id: 'auth0|5f7c8ec7c33c6c004bbafe82' } }],
  ]
  it.each(atLimit)('accepts %s', (_what, change) => {
    const { canonical } = buildCanonicalEvent({ ...base, ...change })
    expect(canonicalize(parseCanonicalEvent(canonical))).toBe(canonical)
  })

  const bad = <T>(value: T) => value as never
  const refused: [what: string, change: Partial<CanonicalEventInput>, path: string][] = [
    ['a tenant in upper case', { tenantId: base.tenantId.toUpperCase().replace('0193A', '0193B') }, '/tenantId'],
    ['a tenant that is no UUID', { tenantId: 'acme' }, '/tenantId'],
    ['number 0', { seq: 0 }, '/seq'],
    ['half a number', { seq: 1.5 }, '/seq'],
    ['a number beyond 2^53', { seq: 2 ** 53 }, '/seq'],
    ['a number as text', { seq: bad('7') }, '/seq'],
    ['an id of version 4', { id: '0193a000-0000-4000-8000-000000000002' }, '/id'],
    ['an id of another variant', { id: '0193a000-0000-7000-0000-000000000002' }, '/id'],
    ['a time of three digits', { recordedAt: '2026-11-22T10:00:00.123Z' }, '/recordedAt'],
    ['a day that does not exist', { recordedAt: '2026-02-30T10:00:00.123456Z' }, '/recordedAt'],
    ['a sender’s time that is none', { occurredAt: 'yesterday' }, '/occurredAt'],
    ['an action without a verb', { action: 'workflow' }, '/action'],
    ['an action in upper case', { action: 'Workflow.execute' }, '/action'],
    ['an action with an empty part', { action: 'workflow..execute' }, '/action'],
    ['an action that begins with a digit', { action: 'workflow.2' }, '/action'],
    ['an action with a line break', { action: 'workflow.execute\n' }, '/action'],
    ['an action of 129 characters', { action: `a.${'b'.repeat(127)}` }, '/action'],
    ['an actor of no type', { actor: bad({ type: 'robot', id: 'r' }) }, '/actor/type'],
    ['a user without an id', { actor: { type: 'user' } }, '/actor/id'],
    ['an empty id', { actor: { type: 'user', id: '' } }, '/actor/id'],
    ['an address as id', { actor: { type: 'user', id: 'ada@acme.example' } }, '/actor/id'],
    ['a name as id', { actor: { type: 'system', id: 'Ada Lovelace' } }, '/actor/id'],
    ['an id of 257 characters', { actor: { type: 'user', id: 'x'.repeat(257) } }, '/actor/id'],
    ['an id with half a surrogate pair', { actor: { type: 'user', id: '\ud800' } }, '/actor/id'],
    ['33 targets', { targets: Array(33).fill(target) }, '/targets'],
    ['a target without a type', { targets: [target, bad({ id: 'w' })] }, '/targets/1/type'],
    ['a target without an id', { targets: [bad({ type: 'w' })] }, '/targets/0/id'],
    ['a control character in a target', { targets: [{ type: 'w', id: 'a\u0000' }] }, '/targets/0/id'],
    ['another outcome', { outcome: bad({ result: 'ok' }) }, '/outcome/result'],
    ['prose as a reason', { outcome: { result: 'denied', reason: 'not allowed' } }, '/outcome/reason'],
    ['no source', { context: bad({}) }, '/context/source'],
    ['an empty request id', { context: { source: 'api', requestId: '' } }, '/context/requestId'],
    ['a session id that is no text', { context: bad({ source: 'api', sessionId: 7 }) }, '/context/sessionId'],
    ['a decision id of null', { context: bad({ source: 'api', decisionId: null }) }, '/context/decisionId'],
    ['metadata that is no object', { metadata: bad([1]) }, '/metadata'],
    ['51 members of metadata', { metadata: many(51) }, '/metadata'],
    ['metadata of 16,385 bytes', { metadata: { a: 'x'.repeat(16_384 - 7) } }, '/metadata'],
    ['metadata that is too long in UTF-8', { metadata: { a: '€'.repeat(5_460) } }, '/metadata'],
    [
      'metadata too long with its personal part',
      { metadata: { a: 'x'.repeat(9_000), b: 'x'.repeat(9_000) }, personalMetadataKeys: ['a'] },
      '/metadata',
    ],
    ['an unsafe integer', { metadata: { a: [{ 'b/c': 2 ** 53 }] } }, '/metadata/a/0/b~1c'],
    ['U+0000 in metadata', { metadata: { a: '\u0000' } }, '/metadata/a'],
    ['a Date in metadata', { metadata: { at: new Date(0) } }, '/metadata/at'],
  ]
  it.each(refused)('refuses %s with its path', (_what, change, path) => {
    expect.assertions(2)
    try {
      buildCanonicalEvent({ ...base, ...change })
    } catch (error) {
      expect(isAppError(error, 'invalid_input')).toBe(true)
      expect((error as { path?: string }).path).toBe(path)
    }
  })

  it('refuses an event of more than 65,535 bytes, which an entry of tlog-tiles cannot hold', () => {
    // A personal member's name grows most: in the path of its commitment each ~ takes two bytes.
    const withName = (length: number) => ({
      ...base,
      targets: Array(32).fill({ type: 't'.repeat(128), id: '😀'.repeat(256) }),
      metadata: { ['~'.repeat(length)]: 1 },
      personalMetadataKeys: ['~'.repeat(length)],
    })
    const room = 65_535 - buildCanonicalEvent(withName(1_000)).bytes.length
    const longest = buildCanonicalEvent(withName(1_000 + Math.floor(room / 2)))
    expect(longest.bytes.length).toBeGreaterThan(65_533)
    expect(parseCanonicalEvent(longest.canonical).targets).toHaveLength(32)
    expect(() => buildCanonicalEvent(withName(1_001 + Math.floor(room / 2)))).toThrow(/an event has at most 65535/)
  })
})
