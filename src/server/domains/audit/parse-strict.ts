import {
  canonicalizeStrict,
  HOLDS_NUL,
  type JsonObject,
  type JsonValue,
  LONE_SURROGATE,
  MAX_JSON_DEPTH,
  TOO_DEEP,
  UNSAFE_INTEGER,
} from './canonical-json.ts'
import { invalidAuditInput, pointerTo, rootTrail, type Trail } from './invalid-audit-input.ts'

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const NOT_ROUND =
  'is a number that a JSON reader would change (it has more digits or a wider range than a double). Send it as a string.'

/**
 * Reads a JSON text (RFC 8259, I-JSON of RFC 7493) and refuses what RFC 8785 cannot carry faithfully: duplicate
 * members, lone surrogates, U+0000, integers beyond ±(2^53−1) in whatever notation, numbers whose decimal value
 * differs from that of their ECMAScript form, invalid UTF-8, a byte order mark, nesting beyond
 * {@link MAX_JSON_DEPTH}. No Unicode normalisation.
 *
 * @throws AppError `invalid_input` with the RFC 6901 path of the offending value.
 */
export function parseStrict(input: string | Uint8Array): JsonValue {
  const parser = new StrictParser(typeof input === 'string' ? input : decode(input))
  return parser.document()
}

/**
 * Reads a text that must already be in RFC 8785 form and hold nothing that {@link parseStrict} refuses: written
 * again it must give the same text, which no duplicate, no lost digit, no other order or escape survives. Several
 * times as fast as `parseStrict`.
 *
 * @throws AppError `invalid_input` with the path where something is refused, else with the path of the whole.
 */
export function parseCanonicalJson(text: string): JsonValue {
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
    // JSON.stringify differs from RFC 8785 in the order of members and in what it escapes with \u; the rest is equal.
    if (!text.includes('\\u') && isSorted(value, 0) && JSON.stringify(value) === text) return value
    if (canonicalizeStrict(value) === text) return value
  } catch {
    // Read again below, where the error tells the path.
  }
  parseStrict(text)
  throw invalidAuditInput('', 'is not in RFC 8785 form: written again it gives another text.')
}

/** Whether all members stand in the order of RFC 8785, no integer is unsafe and nothing is nested too deep. */
function isSorted(value: JsonValue, depth: number): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  if (typeof value !== 'object' || value === null) return true
  if (depth >= MAX_JSON_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isSorted(item, depth + 1))
  let before: string | undefined
  for (const name of Object.keys(value)) {
    if (before !== undefined && before > name) return false
    if (!isSorted(value[name] as JsonValue, depth + 1)) return false
    before = name
  }
  return true
}

/** Decodes UTF-8 and refuses what is not, instead of replacing it. A byte order mark stays, to be refused. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    if (cause instanceof TypeError) throw invalidAuditInput('', 'is not valid UTF-8. Send the JSON text in UTF-8.')
    throw cause
  }
}

class StrictParser {
  readonly #text: string
  #at = 0
  #trail: Trail = rootTrail()
  #key: string | number | undefined

  constructor(text: string) {
    this.#text = text
  }

  document(): JsonValue {
    if (this.#text.startsWith('\ufeff')) {
      throw invalidAuditInput('', 'begins with a byte order mark. Send the JSON text without one.')
    }
    const value = this.#value()
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#syntax('the end of the text')
    return value
  }

  #value(): JsonValue {
    this.#skipSpace()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #nested<T>(read: () => T): T {
    const up = this.#trail
    const key = this.#key
    const depth = up.depth + 1
    if (depth >= MAX_JSON_DEPTH) throw this.#refuse(TOO_DEEP)
    this.#trail = { up, key, depth }
    this.#at += 1
    const value = read()
    this.#trail = up
    this.#key = key
    return value
  }

  #object(): JsonObject {
    const object: JsonObject = {}
    if (this.#take('}')) return object
    do {
      this.#skipSpace()
      if (this.#text[this.#at] !== '"') throw this.#syntax('a member name in double quotes')
      this.#key = undefined
      const name = this.#string(true)
      if (Object.hasOwn(object, name)) throw this.#refuse('stands twice in its object. Send each member once.')
      if (!this.#take(':')) throw this.#syntax('a colon')
      const value = this.#value()
      // Assigning to `__proto__` would set the prototype instead of a member.
      if (name !== '__proto__') object[name] = value
      else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
    } while (this.#take(','))
    if (!this.#take('}')) throw this.#syntax('a comma or }')
    return object
  }

  #array(): JsonValue[] {
    const array: JsonValue[] = []
    this.#key = 0
    if (this.#take(']')) return array
    do {
      this.#key = array.length
      array.push(this.#value())
    } while (this.#take(','))
    if (!this.#take(']')) throw this.#syntax('a comma or ]')
    return array
  }

  /** `isName`: a broken member name is reported at the path that it would give. */
  #string(isName = false): string {
    const text = this.#text
    const start = this.#at
    let escaped = false
    let at = start + 1
    for (;;) {
      const unit = text.charCodeAt(at)
      if (unit === 0x22) break
      if (unit < 0x20) throw this.#syntaxAt(at, 'an escape instead of a control character')
      if (Number.isNaN(unit)) throw this.#syntaxAt(at, 'the end of a string')
      if (unit === 0x5c) {
        escaped = true
        at += 1
      }
      at += 1
    }
    const value = escaped ? this.#unescape(text.slice(start, at + 1), start) : text.slice(start + 1, at)
    this.#at = at + 1
    if (isName) this.#key = value
    if (!value.isWellFormed()) throw this.#refuse(LONE_SURROGATE)
    if (value.includes('\u0000')) throw this.#refuse(HOLDS_NUL)
    return value
  }

  #unescape(quoted: string, start: number): string {
    try {
      return JSON.parse(quoted) as string
    } catch {
      throw this.#syntaxAt(start, 'a string with valid escapes')
    }
  }

  #number(): number {
    NUMBER.lastIndex = this.#at
    const literal = NUMBER.exec(this.#text)?.[0]
    if (literal === undefined) throw this.#syntax('a JSON value')
    const value = Number(literal)
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value)) throw this.#refuse(UNSAFE_INTEGER)
    const written = String(value)
    if (written !== literal && decimal(written) !== decimal(literal)) throw this.#refuse(NOT_ROUND)
    this.#at += literal.length
    return value
  }

  #word<T extends boolean | null>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#syntax('a JSON value')
    this.#at += word.length
    return value
  }

  #take(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.#at += 1
    }
  }

  #refuse(sentence: string): Error {
    return invalidAuditInput(pointerTo(this.#trail, this.#key), sentence)
  }

  #syntax(expected: string): Error {
    return this.#syntaxAt(this.#at, expected)
  }

  #syntaxAt(at: number, expected: string): Error {
    return this.#refuse(`is not valid JSON: ${expected} was expected at character ${at + 1}.`)
  }
}

const DECIMAL = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * A decimal literal reduced to its value, whatever its notation: significant digits and power of ten. Without the
 * sign, which only zero can lose (RFC 8785 section 3.2.2.3 writes -0 as 0, which is the same number).
 */
function decimal(literal: string): string {
  const [, whole = '', fraction = '', power = '0'] = DECIMAL.exec(literal) ?? []
  const digits = whole + fraction
  let start = 0
  let end = digits.length
  while (start < end && digits[start] === '0') start += 1
  while (end > start && digits[end - 1] === '0') end -= 1
  if (start === end) return whole === '' ? literal : '0'
  return `${digits.slice(start, end)}e${Number(power) - fraction.length + digits.length - end}`
}
