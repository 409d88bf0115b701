import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { canonicalize, MAX_JSON_DEPTH } from './canonical-json.ts'
import { parseCanonicalJson, parseStrict } from './parse-strict.ts'

function refusal(work: () => unknown): { path: string | undefined; message: string } {
  try {
    work()
  } catch (error) {
    if (!isAppError(error, 'invalid_input')) throw error
    expect(error.message.isWellFormed()).toBe(true)
    expect(error.message.length).toBeLessThan(500)
    return { path: error.path, message: error.message }
  }
  throw new Error('nothing was refused')
}

const safeJson = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }).filter((value) => {
  const text = JSON.stringify(value)
  return !text.includes('\\u0000') && !hasUnsafe(value)
})

function hasUnsafe(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnsafe)
}

describe('parseStrict', () => {
  it('reads what JSON.parse reads, as text and as bytes, however it is spaced and escaped', () => {
    fc.assert(
      fc.property(safeJson, fc.constantFrom('', ' ', '\n\t\r '), fc.boolean(), (value, space, escaped) => {
        let text = JSON.stringify(value, null, space)
        if (escaped) {
          text = text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        }
        text = `${space}${text}${space}`
        expect(parseStrict(text)).toEqual(JSON.parse(text))
        expect(canonicalize(parseStrict(Buffer.from(text)))).toBe(canonicalize(JSON.parse(text)))
      }),
      { numRuns: 1_500 },
    )
  })

  it('never accepts what JSON.parse refuses, whatever a text was changed into', () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(200),
      fc.constantFrom('', '"', ',', '}', ']', '{', '\\', '0', '-', 'e', '\n'),
    )
    fc.assert(
      fc.property(damaged, ([text, at, insert]) => {
        const changed = text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + 1)
        let accepted: unknown
        try {
          accepted = parseStrict(changed)
        } catch (error) {
          if (!isAppError(error, 'invalid_input')) throw error
          return
        }
        expect(accepted).toEqual(JSON.parse(changed))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    '',
    ' ',
    '{',
    '[',
    '"',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '{,}',
    '{a:1}',
    "{'a':1}",
    '{"a" 1}',
    '[1 2]',
    '1 2',
    '{} x',
    'nul',
    'True',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    '-',
    '+1',
    '.5',
    '5.',
    '01',
    '-01',
    '1e',
    '1e+',
    '0x10',
    '1_000',
    '"\t"',
    '"\n"',
    '"\\x41"',
    '"\\u12"',
    '"\\u12g4"',
    '"\\"',
    '"a',
    '/*c*/1',
    '1//c',
    '\u00a01',
    '\u20281',
    ']',
    '}',
    '"a""b"',
    '{"a":1 "b":2}',
    '{1:2}',
    '[1}',
    '{"a":1]',
  ])('refuses %j, which is not JSON', (text) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(refusal(() => parseStrict(text)).message).toContain('is not valid JSON')
  })

  const unfaithful: [what: string, text: string | Uint8Array, path: string, words: string][] = [
    ['a member twice', '{"x":{"a/b":1,"c":2,"a/b":3}}', '/x/a~1b', 'twice'],
    ['a member twice under another escape', '[{"a~":1,"\\u0061~":1}]', '/0/a~0', 'twice'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', '/__proto__', 'twice'],
    ['the empty name twice', '{"":1,"":2}', '/', 'twice'],
    ['an escaped lone high surrogate', '{"a":["\\ud800"]}', '/a/0', 'surrogate'],
    ['an escaped lone low surrogate', '{"a":"\\udc00x"}', '/a', 'surrogate'],
    ['surrogates in the wrong order', '["\\udc00\\ud800"]', '/0', 'surrogate'],
    ['a lone surrogate in the text itself', '["\ud800"]', '/0', 'surrogate'],
    ['a lone surrogate in a name', '{"\\ud800":1}', '/\ufffd', 'surrogate'],
    ['U+0000', '{"a":"x\\u0000"}', '/a', 'U+0000'],
    ['U+0000 in a name', '{"a":{"\\u0000":1}}', '/a/\u0000', 'U+0000'],
    ['2^53', '[9007199254740992]', '/0', '9007199254740991'],
    ['-2^53', '[-9007199254740992]', '/0', '9007199254740991'],
    ['2^53 + 1, which reads as 2^53', '[9007199254740993]', '/0', '9007199254740991'],
    ['an unsafe integer with a point', '[9007199254740993.0]', '/0', '9007199254740991'],
    ['an unsafe integer with an exponent', '{"a":1e16}', '/a', '9007199254740991'],
    ['a number beyond doubles', '{"a":1e400}', '/a', 'digits or a wider range'],
    ['a number below doubles', '{"a":1e-400}', '/a', 'digits or a wider range'],
    ['a negative number beyond doubles', '{"a":-1e400}', '/a', 'digits or a wider range'],
    ['an exponent without end', `{"a":1e${'9'.repeat(400)}}`, '/a', 'digits or a wider range'],
    ['more digits than a double', '[0.1000000000000000055511151231257827]', '/0', 'digits or a wider range'],
    ['the number of RFC 8785 that is rounded', '[333333333.33333329]', '/0', 'digits or a wider range'],
    ['a fraction lost beside a large integer', '[9007199254740990.5001]', '/0', 'digits or a wider range'],
    ['a byte order mark', '\ufeff{}', '', 'byte order mark'],
    ['a byte order mark in bytes', Buffer.from('\ufeff{}'), '', 'byte order mark'],
    ['a byte that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), '', 'UTF-8'],
    ['a truncated sequence', Buffer.from([0x22, 0xe2, 0x82, 0x22]), '', 'UTF-8'],
    ['an overlong sequence', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), '', 'UTF-8'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), '', 'UTF-8'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), '', 'UTF-8'],
  ]
  it.each(unfaithful)('refuses %s', (_what, text, path, words) => {
    const refused = refusal(() => parseStrict(text))
    expect(refused.path).toBe(path)
    expect(refused.message).toContain(words)
  })

  it.each([
    ['4.50', 4.5],
    ['2e-3', 0.002],
    ['1E2', 100],
    ['100e-2', 1],
    ['0.000000000000000000000000001', 1e-27],
    ['5e-324', 5e-324],
    ['0e999', 0],
    ['0.0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['9007199254740991.0', Number.MAX_SAFE_INTEGER],
    ['1424953923781206.2', 1424953923781206.2],
  ])('accepts %s, whose value is kept', (text, value) => {
    expect(parseStrict(text)).toBe(value)
  })

  it('accepts -0, which RFC 8785 writes as 0', () => {
    expect(canonicalize(parseStrict('-0'))).toBe('0')
  })

  it('accepts every double in its ECMAScript form, and refuses it with one more digit', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true, min: -9e15, max: 9e15 })
    fc.assert(
      fc.property(doubles, (value) => {
        expect(parseStrict(String(value))).toBe(value === 0 ? Number(String(value)) : value)
        const digits = value.toExponential(16).split('e')
        const longer = `${digits[0]}00000000001e${digits[1]}`
        if (value !== 0) expect(() => parseStrict(longer)).toThrow()
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuses a long number in linear time', () => {
    const started = performance.now()
    expect(() => parseStrict(`1${'0'.repeat(500_000)}1`)).toThrow()
    expect(() => parseStrict(`0.1${'0'.repeat(500_000)}1`)).toThrow()
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('bounds nesting without overflowing the stack', () => {
    const arrays = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    const objects = (levels: number) => '{"a":'.repeat(levels) + 1 + '}'.repeat(levels)
    expect(parseStrict(arrays(MAX_JSON_DEPTH))).toEqual(JSON.parse(arrays(MAX_JSON_DEPTH)))
    expect(refusal(() => parseStrict(arrays(MAX_JSON_DEPTH + 1))).path).toMatch(/^(?:\/0){64}$/)
    expect(refusal(() => parseStrict(objects(MAX_JSON_DEPTH + 1))).path).toMatch(/^(?:\/a){64}$/)
    expect(refusal(() => parseStrict('['.repeat(1_000_000))).message).toContain('nested')
  })

  it('keeps __proto__ a member and never a prototype', () => {
    const parsed = parseStrict('{"__proto__":{"admin":true}}') as object
    expect(Object.hasOwn(parsed, '__proto__')).toBe(true)
    expect('admin' in parsed).toBe(false)
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
  })

  it('does not normalise: é in one and in two characters stay different names', () => {
    expect(Object.keys(parseStrict('{"\u00e9":1,"e\u0301":2}') as object)).toEqual(['\u00e9', 'e\u0301'])
  })
})

describe('parseCanonicalJson', () => {
  it('accepts exactly the texts that canonicalize writes', () => {
    fc.assert(
      fc.property(safeJson, (value) => {
        const text = canonicalize(value)
        expect(canonicalize(parseCanonicalJson(text))).toBe(text)
        const other = JSON.stringify(value, null, 1)
        if (other !== text) expect(() => parseCanonicalJson(other)).toThrow()
      }),
      { numRuns: 1_500 },
    )
  })

  it.each([
    ['members out of order', '{"b":1,"a":2}'],
    ['numeric names in the order of numbers', '{"9":1,"10":2}'],
    ['members out of order inside', '{"a":[{"c":1,"b":2}]}'],
    ['white space', '{"a": 1}'],
    ['a final line break', '{"a":1}\n'],
    ['an escape that is not needed', '{"a":"\\u0041"}'],
    ['an escaped slash', '{"a":"\\/"}'],
    ['upper-case hex', '{"a":"\\u001F"}'],
    ['another notation of a number', '{"a":1.0}'],
    ['an exponent that is not needed', '{"a":1e2}'],
    ['minus zero', '{"a":-0}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['an escaped lone surrogate', '{"a":"\\ud800"}'],
    ['U+0000', '{"a":"\\u0000"}'],
    ['an unsafe integer', '{"a":9007199254740992}'],
    ['an unsafe number as RFC 8785 writes it', '{"a":1e+30}'],
    ['nesting without end', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['no JSON at all', '{'],
  ])('refuses %s', (_what, text) => {
    expect(refusal(() => parseCanonicalJson(text)).path).toBeDefined()
  })

  it('accepts names that look like numbers in the order of texts', () => {
    expect(parseCanonicalJson('{"10":1,"9":2}')).toEqual({ 9: 2, 10: 1 })
    expect(parseCanonicalJson('{"a":"\\u000f\\\\u0000"}')).toEqual({ a: '\u000f\\u0000' })
  })
})
