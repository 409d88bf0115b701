import { invalidAuditInput, pointerTo, rootTrail, type Trail } from './invalid-audit-input.ts'

/** What a JSON text holds. Members whose value is `undefined` are absent. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [member: string]: JsonValue }
export type JsonObject = { [member: string]: JsonValue }

/** Arrays and objects may stand in each other this deep; deeper is refused, so that nothing overflows a stack. */
export const MAX_JSON_DEPTH = 64

export const TOO_DEEP = `is nested more than ${MAX_JSON_DEPTH} levels deep. Send a flatter value.`
export const LONE_SURROGATE = 'holds a lone surrogate, which UTF-8 cannot carry. Send well-formed Unicode text.'
export const HOLDS_NUL = 'holds the character U+0000, which the log cannot store. Leave it out.'
export const UNSAFE_INTEGER =
  'is an integer beyond ±9007199254740991, which JSON readers do not keep exact. Send it as a string.'

/**
 * The RFC 8785 (JCS) text of a value: members sorted by UTF-16 code units (section 3.2.3), numbers and strings
 * as ECMAScript writes them (section 3.2.2), no white space. Members that are `undefined` are left out.
 *
 * @throws AppError `invalid_input` with the path of a lone surrogate, NaN, an infinity, a value that is not
 *   JSON (a Date, a bigint, a hole in an array), or of nesting beyond {@link MAX_JSON_DEPTH}.
 */
export function canonicalize(value: unknown): string {
  return write(value, rootTrail(), undefined, false)
}

/**
 * {@link canonicalize} for what enters the log: also refuses U+0000 and integers beyond ±(2^53−1), so that its
 * result is always text that `parseStrict` takes.
 *
 * @param pointer where the value stands in a larger one, and `depth` how deep, for errors and the bound on nesting.
 */
export function canonicalizeStrict(value: unknown, pointer = '', depth = 0): string {
  return write(value, rootTrail(pointer, depth), undefined, true)
}

// All that JSON.stringify would escape, and halves of surrogate pairs.
const NEEDS_CARE = /["\\\p{Cc}\p{Cs}]/u

type Key = string | number | undefined

function write(value: unknown, up: Trail, key: Key, strict: boolean): string {
  switch (typeof value) {
    case 'string':
      return NEEDS_CARE.test(value) ? writeWithCare(value, up, key, strict) : `"${value}"`
    case 'number':
      if (!Number.isFinite(value)) throw invalidAuditInput(pointerTo(up, key), 'must be a finite number.')
      if (strict && Math.abs(value) > Number.MAX_SAFE_INTEGER)
        throw invalidAuditInput(pointerTo(up, key), UNSAFE_INTEGER)
      // Also writes -0 as 0, which RFC 8785 section 3.2.2.3 asks for.
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? writeArray(value, up, key, strict) : writeObject(value, up, key, strict)
    default:
      throw invalidAuditInput(
        pointerTo(up, key),
        'is not a JSON value. Send null, a boolean, number, string, array or object.',
      )
  }
}

function writeArray(array: readonly unknown[], up: Trail, key: Key, strict: boolean): string {
  const here = enter(up, key)
  let text = '['
  for (let index = 0; index < array.length; index += 1) {
    if (index > 0) text += ','
    text += write(array[index], here, index, strict)
  }
  return `${text}]`
}

function writeObject(object: object, up: Trail, key: Key, strict: boolean): string {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw invalidAuditInput(pointerTo(up, key), 'is not a plain JSON object. Send its members or its text instead.')
  }
  const here = enter(up, key)
  const members = object as Record<string, unknown>
  let text = ''
  for (const name of sortedNames(members)) {
    const member = members[name]
    if (member === undefined) continue
    text += text === '' ? '{' : ','
    text += NEEDS_CARE.test(name) ? writeWithCare(name, here, name, strict) : `"${name}"`
    text += ':'
    text += write(member, here, name, strict)
  }
  return text === '' ? '{}' : `${text}}`
}

/** ECMAScript compares strings by UTF-16 code units, which is the order of RFC 8785 section 3.2.3. */
function sortedNames(members: object): string[] {
  const names = Object.keys(members)
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] as string) > (names[index] as string)) return names.sort()
  }
  return names
}

function writeWithCare(text: string, up: Trail, key: Key, strict: boolean): string {
  if (!text.isWellFormed()) throw invalidAuditInput(pointerTo(up, key), LONE_SURROGATE)
  if (strict && text.includes('\u0000')) throw invalidAuditInput(pointerTo(up, key), HOLDS_NUL)
  return JSON.stringify(text)
}

function enter(up: Trail, key: Key): Trail {
  const depth = up.depth + 1
  if (depth >= MAX_JSON_DEPTH) throw invalidAuditInput(pointerTo(up, key), TOO_DEEP)
  return { up, key, depth }
}
