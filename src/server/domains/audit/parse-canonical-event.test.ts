import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { canonicalize } from './canonical-json.ts'
import { parseCanonicalEvent } from './parse-canonical-event.ts'

const commitment = Buffer.alloc(32, 5).toString('base64')
const event = {
  v: 1,
  tenantId: '0193a000-0000-7000-8000-000000000001',
  seq: 7,
  id: '0193a000-0000-7000-8000-000000000002',
  recordedAt: '2026-11-22T10:00:00.123456Z',
  occurredAt: '2026-11-22T09:00:00.000000Z',
  actor: { type: 'user', id: 'u' },
  action: 'workflow.execute',
  targets: [{ type: 'workflow', id: 'w' }],
  outcome: { result: 'failure', reason: 'timeout' },
  context: { source: 'api', requestId: 'q', sessionId: 's', decisionId: 'd' },
  metadata: { a: 1 },
  personal: { '/actor/name': commitment, '/metadata/b': commitment, '/targets/0/name': commitment } as Record<
    string,
    unknown
  >,
}
type Event = typeof event

function refusedAt(value: unknown, text = canonicalize(value)): string | undefined {
  try {
    parseCanonicalEvent(text)
  } catch (error) {
    if (!isAppError(error, 'invalid_input')) throw error
    return error.path
  }
  throw new Error('nothing was refused')
}

const without = (value: object, name: string) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))

describe('parseCanonicalEvent', () => {
  it('reads an event with all members and one with none that may be absent', () => {
    expect(parseCanonicalEvent(canonicalize(event))).toEqual(event)
    const least = {
      ...event,
      occurredAt: null,
      actor: { type: 'anonymous' },
      targets: [],
      outcome: { result: 'denied' },
      context: { source: 'cli' },
      metadata: {},
      personal: {},
    }
    expect(parseCanonicalEvent(canonicalize(least))).toEqual(least)
  })

  it.each(Object.keys(event))('refuses an event without %s, and with it unknown or null', (name) => {
    expect(refusedAt(without(event, name))).toBe(`/${name}`)
    if (name !== 'occurredAt') expect(refusedAt({ ...event, [name]: null })).toContain(`/${name}`)
    expect(refusedAt({ ...without(event, name), [`${name}X`]: 1 })).toBeDefined()
    expect(refusedAt({ ...event, [name]: Symbol.iterator in Object(event[name as keyof Event]) ? 7 : [] })).toContain(
      `/${name}`,
    )
  })

  it.each<[what: string, change: Record<string, unknown>, path: string]>([
    ['an unknown member', { extra: 1 }, '/extra'],
    ['another version', { v: 2 }, '/v'],
    ['a version as text', { v: '1' }, '/v'],
    ['an upper-case tenant', { tenantId: '0193A000-0000-7000-8000-000000000001' }, '/tenantId'],
    ['number 0', { seq: 0 }, '/seq'],
    ['number 1.5', { seq: 1.5 }, '/seq'],
    ['a version 4 id', { id: '0193a000-0000-4000-8000-000000000002' }, '/id'],
    ['a short time', { recordedAt: '2026-11-22T10:00:00Z' }, '/recordedAt'],
    ['a sender’s time with an offset', { occurredAt: '2026-11-22T10:00:00.000000+00:00' }, '/occurredAt'],
    ['a bad action', { action: 'workflow' }, '/action'],
    ['an unknown actor type', { actor: { type: 'robot', id: 'r' } }, '/actor/type'],
    ['an actor without type', { actor: { id: 'r' } }, '/actor/type'],
    ['a user without id', { actor: { type: 'user' } }, '/actor/id'],
    ['an id of null', { actor: { type: 'system', id: null } }, '/actor/id'],
    ['an empty id', { actor: { type: 'user', id: '' } }, '/actor/id'],
    ['a name in clear', { actor: { type: 'user', id: 'u', name: 'Ada' } }, '/actor/name'],
    ['a target’s name in clear', { targets: [{ type: 'w', id: 'w', name: 'x' }] }, '/targets/0/name'],
    ['a target without id', { targets: [{ type: 'w' }] }, '/targets/0/id'],
    ['a target with an empty type', { targets: [{ type: '', id: 'x' }] }, '/targets/0/type'],
    ['targets that are none', { targets: ['w'] }, '/targets/0'],
    ['33 targets', { targets: Array(33).fill({ type: 'w', id: 'w' }) }, '/targets'],
    ['another outcome', { outcome: { result: 'ok' } }, '/outcome/result'],
    ['a reason of null', { outcome: { result: 'denied', reason: null } }, '/outcome/reason'],
    ['an address in clear', { context: { source: 'api', ip: '192.0.2.7' } }, '/context/ip'],
    ['a context without source', { context: { requestId: 'q' } }, '/context/source'],
    ['a request id of null', { context: { source: 'api', requestId: null } }, '/context/requestId'],
    ['an array as metadata', { metadata: [] }, '/metadata'],
    [
      '51 members',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, i])), personal: {} },
      '/metadata',
    ],
    ['16,385 bytes of metadata', { metadata: { a: 'x'.repeat(16_377) } }, '/metadata'],
    ['an unknown personal path', { personal: { '/actor/id': commitment } }, '/personal/~1actor~1id'],
    ['a personal path without slash', { personal: { name: commitment } }, '/personal/name'],
    ['a path into metadata', { personal: { '/metadata/a/b': commitment } }, '/personal/~1metadata~1a~1b'],
    ['a broken escape', { personal: { '/metadata/~2': commitment } }, '/personal/~1metadata~1~02'],
    ['a target that is not there', { personal: { '/targets/1/name': commitment } }, '/personal/~1targets~11~1name'],
    ['a target with a leading zero', { personal: { '/targets/00/name': commitment } }, '/personal/~1targets~100~1name'],
    ['what also stands in clear', { personal: { '/metadata/a': commitment } }, '/personal/~1metadata~1a'],
    [
      'what also stands in clear, escaped',
      { metadata: { 'x/~': 1 }, personal: { '/metadata/x~1~0': commitment } },
      '/personal/~1metadata~1x~01~00',
    ],
    [
      'what also stands in clear under ~1',
      { metadata: { '~1': 1 }, personal: { '/metadata/~01': commitment } },
      '/personal/~1metadata~1~001',
    ],
    ['the whole beside a part in clear', { personal: { '/metadata': commitment } }, '/personal/~1metadata'],
    [
      'the whole beside a member',
      { metadata: {}, personal: { '/metadata': commitment, '/metadata/b': commitment } },
      '/personal/~1metadata~1b',
    ],
    [
      'a short commitment',
      { personal: { '/actor/name': Buffer.alloc(31).toString('base64') } },
      '/personal/~1actor~1name',
    ],
    [
      'a commitment that is not canonical base64',
      { personal: { '/actor/name': `${commitment.slice(0, -2)}V=` } },
      '/personal/~1actor~1name',
    ],
    [
      'a commitment without padding',
      { personal: { '/actor/name': commitment.slice(0, -1) } },
      '/personal/~1actor~1name',
    ],
    [
      'a commitment in base64url',
      { personal: { '/actor/name': `_${commitment.slice(1)}` } },
      '/personal/~1actor~1name',
    ],
    ['a commitment of null', { personal: { '/actor/name': null } }, '/personal/~1actor~1name'],
  ])('refuses %s with its path', (_what, change, path) => {
    expect(refusedAt({ ...event, ...change })).toBe(path)
  })

  it('accepts every kind of personal path', () => {
    const paths = [
      '/actor/email',
      '/actor/name',
      '/context/ip',
      '/context/location',
      '/context/userAgent',
      '/metadata/',
      '/metadata/x~1~0',
      '/targets/0/name',
    ]
    const personal = Object.fromEntries(paths.map((path) => [path, commitment]))
    expect(Object.keys(parseCanonicalEvent(canonicalize({ ...event, personal })).personal)).toEqual(paths)
    const whole = { ...event, metadata: {}, personal: { '/metadata': commitment } }
    expect(parseCanonicalEvent(canonicalize(whole))).toEqual(whole)
  })

  it.each([
    ['JSON of another form', JSON.stringify(event)],
    ['a line break at the end', `${canonicalize(event)}\n`],
    ['a member twice', canonicalize(event).replace('"v":1}', '"v":1,"v":1}')],
    ['a text without end', canonicalize(event).slice(0, -1)],
    ['nothing', ''],
    ['more than 65,535 bytes', canonicalize({ ...event, context: { source: 'x'.repeat(65_535) } })],
    ['more than 65,535 bytes of UTF-8', canonicalize({ ...event, context: { source: '€'.repeat(22_000) } })],
  ])('refuses %s', (_what, text) => {
    expect(['', '/v']).toContain(refusedAt(null, text))
  })
})
