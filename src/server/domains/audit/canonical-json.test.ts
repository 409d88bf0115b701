import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { canonicalize, canonicalizeStrict, MAX_JSON_DEPTH } from './canonical-json.ts'

/** The error's path; fails where nothing is refused or something else is thrown. */
function refusedAt(work: () => unknown): string | undefined {
  try {
    work()
  } catch (error) {
    if (!isAppError(error, 'invalid_input')) throw error
    expect(error.message.isWellFormed()).toBe(true)
    return error.path
  }
  throw new Error('nothing was refused')
}

function double(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE()
}

function nested(levels: number): unknown {
  let value: unknown = []
  for (let level = 1; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** RFC 8785 by its words and as slowly as it pleases: an oracle that shares no code with ours. */
function reference(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const units = (text: string) => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  const entries = Object.entries(value).sort(([a], [b]) => {
    const [left, right] = [units(a), units(b)]
    const at = left.findIndex((unit, index) => unit !== right[index])
    return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
  })
  return `{${entries.map(([name, member]) => `${JSON.stringify(name)}:${reference(member)}`).join(',')}}`
}

describe('canonicalize', () => {
  it('writes the sample of RFC 8785 section 3.2.2', () => {
    const sample = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`)
    expect(canonicalize(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts the members of RFC 8785 section 3.2.3 by UTF-16 code units', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    const inOrder = canonicalize(sample).match(/(?<=":")[^"]+/g)
    expect(inOrder).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  it('sorts names that look like numbers as texts', () => {
    expect(canonicalize({ '10': 1, '9': 2, '1': 3 })).toBe('{"1":3,"10":1,"9":2}')
  })

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s of RFC 8785 appendix B as %s', (hex, text) => {
    expect(canonicalize(double(hex))).toBe(text)
  })

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'refuses the double %s of appendix B',
    (hex) => {
      expect(refusedAt(() => canonicalize({ a: [double(hex)] }))).toBe('/a/0')
    },
  )

  it('writes any JSON value as the words of RFC 8785 do, and stably', () => {
    const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 })
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalize(value)
        expect(text).toBe(reference(value))
        expect(canonicalize(JSON.parse(text))).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  it('leaves absent members out and keeps __proto__ as a member', () => {
    expect(canonicalize({ b: undefined, a: 1 })).toBe('{"a":1}')
    expect(canonicalize(JSON.parse('{"__proto__":{"x":1},"a":2}'))).toBe('{"__proto__":{"x":1},"a":2}')
    expect(canonicalize(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}')
  })

  const outOfForm: [name: string, value: unknown, path: string][] = [
    ['a lone high surrogate', { 'a/b': { '~': 'x\ud800' } }, '/a~1b/~0'],
    ['a lone low surrogate', ['\udc00'], '/0'],
    ['a lone surrogate in a name', { 'a\ud83d': 1 }, '/a\ufffd'],
    ['a Date', { at: new Date(0) }, '/at'],
    ['a Map', { at: new Map() }, '/at'],
    ['a bigint', [1, 2n], '/1'],
    ['a function', { f: () => 1 }, '/f'],
    ['a symbol', { s: Symbol('s') }, '/s'],
    ['undefined in an array', [1, undefined], '/1'],
    ['a hole in an array', { a: new Array(1) }, '/a/0'],
    ['undefined alone', undefined, ''],
  ]
  it.each(outOfForm)('refuses %s with its path', (_name, value, path) => {
    expect(refusedAt(() => canonicalize(value))).toBe(path)
    expect(refusedAt(() => canonicalizeStrict(value))).toBe(path)
  })

  it('bounds nesting, so that neither depth nor a cycle overflows the stack', () => {
    expect(canonicalize(nested(MAX_JSON_DEPTH))).toBe(JSON.stringify(nested(MAX_JSON_DEPTH)))
    expect(refusedAt(() => canonicalize(nested(MAX_JSON_DEPTH + 1)))).toMatch(/^(?:\/(?:0|a)){64}$/)
    expect(refusedAt(() => canonicalize(nested(100_000)))).toBeDefined()
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    expect(refusedAt(() => canonicalize(cycle))).toMatch(/^(?:\/self){64}$/)
  })
})

describe('canonicalizeStrict', () => {
  it('refuses what RFC 8785 can write and the log cannot carry', () => {
    expect(canonicalize({ a: 'x\u0000' })).toBe('{"a":"x\\u0000"}')
    expect(refusedAt(() => canonicalizeStrict({ a: 'x\u0000' }))).toBe('/a')
    expect(refusedAt(() => canonicalizeStrict({ 'n\u0000': 1 }))).toBe('/n\u0000')
    expect(canonicalizeStrict([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])).toBe(
      '[9007199254740991,-9007199254740991]',
    )
    expect(refusedAt(() => canonicalizeStrict([2 ** 53]))).toBe('/0')
    expect(refusedAt(() => canonicalizeStrict([-(2 ** 53)]))).toBe('/0')
    expect(refusedAt(() => canonicalizeStrict([1e300]))).toBe('/0')
  })

  it('tells paths and counts depth from where the value will stand', () => {
    expect(refusedAt(() => canonicalizeStrict({ x: [Number.NaN] }, '/metadata/a~1b', 2))).toBe('/metadata/a~1b/x/0')
    expect(refusedAt(() => canonicalizeStrict(Number.NaN, '/actor/name', 2))).toBe('/actor/name')
    expect(canonicalizeStrict(nested(MAX_JSON_DEPTH - 2), '/metadata/a', 2)).toBe(
      JSON.stringify(nested(MAX_JSON_DEPTH - 2)),
    )
    expect(refusedAt(() => canonicalizeStrict(nested(MAX_JSON_DEPTH - 1), '/metadata/a', 2))).toMatch(
      /^\/metadata\/a\//,
    )
  })
})
