import { instantOf } from './filter-comparison.ts'
import { invalidSyntax, invalidValue } from './scim-failure.ts'
import { findAttribute, type ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'
import { distinct } from './value-list.ts'

/** Longest texts, in characters. What stands in an index is shorter (a B-tree entry has 2,704 bytes). */
const MAX_INDEXED = 512
const MAX_TEXT = 4096
const MAX_DATA = 65_536
const INDEXED = new Set(['userName', 'externalId', 'displayName'])
/** The most values of one attribute, in a request and in what comes of it. */
export const MAX_ELEMENTS = 1000
/** Members are counted by the size of the request instead. */
const UNBOUNDED = new Set(['members'])

/**
 * A client's value in the attribute's own form: canonical names, sub-attributes that are unknown or
 * read-only left out, booleans as booleans. `undefined` is unassigned: null and empty lists are
 * (RFC 7643 section 2.5). Tolerated, because providers send them: `"True"`, a single value for a
 * list, a list of one for a single complex value, and a bare text for a complex value's `value`.
 * @throws AppError `invalid_value` naming the place
 */
export function coerceValue(attribute: ScimAttribute, raw: unknown, at: string): Json | undefined {
  if (raw === null || raw === undefined) return undefined
  if (!attribute.multiValued) {
    if (attribute.type === 'complex' && Array.isArray(raw)) {
      if (raw.length > 1) throw invalidValue(`${at} has one value, not a list.`)
      // One level and no more: a value nested without end must not be followed.
      return coerceOne(attribute, raw[0], at)
    }
    return coerceOne(attribute, raw, at)
  }
  const given: unknown[] = Array.isArray(raw) ? raw : [raw]
  if (given.length > MAX_ELEMENTS && !UNBOUNDED.has(attribute.name)) {
    throw invalidValue(`${at} has at most ${MAX_ELEMENTS} values.`)
  }
  const values = given.flatMap((item, index) => coerceOne(attribute, item, `${at}[${index}]`) ?? [])
  const settled = UNBOUNDED.has(attribute.name) ? values : onePrimary(distinct(values))
  return settled.length > 0 ? settled : undefined
}

function coerceOne(attribute: ScimAttribute, raw: unknown, at: string): Json | undefined {
  if (raw === null || raw === undefined) return undefined
  switch (attribute.type) {
    case 'boolean':
      return toBoolean(raw, at)
    case 'integer':
    case 'decimal':
      return toNumber(attribute.type, raw, at)
    case 'dateTime':
      return toTime(raw, at)
    case 'complex':
      return toComplex(attribute, raw, at)
    default:
      return toText(attribute, raw, at)
  }
}

/** What a double holds exactly: a number that would come back as another is refused. */
function toNumber(type: 'integer' | 'decimal', raw: unknown, at: string): number {
  const fits = typeof raw === 'number' && (type === 'integer' ? Number.isSafeInteger(raw) : Number.isFinite(raw))
  if (fits) return raw
  throw invalidValue(
    `${at} must be ${type === 'integer' ? 'an integer between -(2^53-1) and 2^53-1' : 'a number within the range of a double'}.`,
  )
}

/** Kept as it was written, once it is known to be a time (RFC 7643 section 2.3.5). */
function toTime(raw: unknown, at: string): string {
  if (typeof raw === 'string' && instantOf(raw) !== undefined) return raw
  throw invalidValue(`${at} must be a time such as "2026-01-31T12:00:00Z".`)
}

/** Entra ID writes booleans as text, capitalised. */
function toBoolean(raw: unknown, at: string): boolean {
  if (typeof raw === 'boolean') return raw
  const text = typeof raw === 'string' ? raw.toLowerCase() : ''
  if (text === 'true') return true
  if (text === 'false') return false
  throw invalidValue(`${at} must be true or false.`)
}

function toText(attribute: ScimAttribute, raw: unknown, at: string): string {
  if (typeof raw !== 'string') throw invalidValue(`${at} must be text.`)
  const longest = INDEXED.has(attribute.name) ? MAX_INDEXED : attribute.type === 'string' ? MAX_TEXT : MAX_DATA
  if (raw.length > longest) throw invalidValue(`${at} has at most ${longest} characters.`)
  // Postgres stores neither: better refused here than failing there.
  if (raw.includes('\0') || !raw.isWellFormed()) throw invalidValue(`${at} holds a character that is not allowed.`)
  return raw
}

function toComplex(attribute: ScimAttribute, raw: unknown, at: string): JsonRecord | undefined {
  const subAttributes = attribute.subAttributes ?? []
  const identified = findAttribute(subAttributes, 'value') !== undefined
  if (typeof raw === 'string' && identified) return toComplex(attribute, { value: raw }, at)
  if (!isRecord(raw)) throw invalidValue(`${at} must be an object.`)
  const record: JsonRecord = {}
  const seen = new Set<string>()
  for (const [name, given] of Object.entries(raw)) {
    const sub = findAttribute(subAttributes, name)
    if (sub && seen.size === seen.add(sub.name).size) {
      throw invalidSyntax(`${at}.${sub.name} stands twice in its object, written differently.`)
    }
    if (!sub || sub.mutability === 'readOnly') continue
    const value = coerceValue(sub, given, `${at}.${sub.name}`)
    if (value !== undefined) record[sub.name] = value
  }
  // Entra ID clears a manager with "".
  if (!attribute.multiValued && identified && record.value === '') return undefined
  return Object.keys(record).length > 0 ? record : undefined
}

/** `primary` is true at most once (RFC 7643 section 2.4); the newest, which is the last, wins. */
function onePrimary(values: Json[]): Json[] {
  const newest = values.findLastIndex((value) => isRecord(value) && value.primary === true)
  return values.map((value, index) =>
    isRecord(value) && value.primary === true && index !== newest ? { ...value, primary: false } : value,
  )
}
