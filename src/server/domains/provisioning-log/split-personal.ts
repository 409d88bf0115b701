import { HIDDEN } from '#contracts/provisioning-log.ts'

/** JSON whose personal values are replaced by `{$personal: key}`, secrets by `{$removed: true}`. */
export type Structure = unknown
export type Split = { structure: Structure; values: Record<string, string | number>; secrets: number }

const ELEMENTS_KEPT = 50
const LEAVES_KEPT = 2_000
const TEXT_KEPT = 1_024
const DEPTH_KEPT = 12

const SECRET = /(^|[.:])(password|secret|token|credential)s?$/i
const SPEAKS_OF_SECRET = /password|secret|token|credential/i
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const REFERENCE = /^(https?:\/\/[^\s?#@]+\/)?(\.\.\/)?(v2\/)?(Users|Groups|Schemas|ResourceTypes)\/[0-9A-Za-z:.-]+$/
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/
const reference = (text: string) => UUID.test(text) || (REFERENCE.test(text) && UUID.test(text.slice(-36)))

/** What may be seen by its name, as long as it looks as that name says. Everything else is taken to be personal. */
const OPEN: Record<string, (text: string) => boolean> = {
  schemas: (text) => /^urn:[\w:.-]{1,200}$/.test(text),
  op: (text) => /^[A-Za-z]{1,12}$/.test(text),
  method: (text) => /^[A-Za-z]{1,12}$/.test(text),
  type: (text) => /^(work|home|other|mobile|fax|pager|main|photo|thumbnail|direct|indirect|user|group)$/i.test(text),
  resourcetype: (text) => /^[A-Za-z]{1,32}$/.test(text),
  scimtype: (text) => /^[A-Za-z]{1,32}$/.test(text),
  status: (text) => /^\d{3}$/.test(text),
  created: (text) => TIME.test(text),
  lastmodified: (text) => TIME.test(text),
  version: (text) => /^(W\/)?"\d{1,12}"$/.test(text),
  id: reference,
  value: reference,
  $ref: reference,
  location: reference,
  members: reference,
  attributes: (text) => /^[\w:.,$-]{0,1000}$/.test(text),
  excludedattributes: (text) => /^[\w:.,$-]{0,1000}$/.test(text),
  sortby: (text) => /^[\w:.$-]{0,200}$/.test(text),
  sortorder: (text) => /^[A-Za-z]{0,12}$/.test(text),
}
const OPEN_NUMBERS = new Set(['totalresults', 'startindex', 'itemsperpage', 'count', 'failonerrors', 'status'])
const DESCRIBING = new Set(['path', 'detail', 'filter'])

/**
 * Takes personal values and secrets out of a body. What a value is decides by its place and its look; what is not
 * known to be open is personal. Long bodies are cut: the first 50 of a list, 2,000 values in all.
 */
export function splitPersonal(body: unknown): Split {
  const values: Record<string, string | number> = {}
  let leaves = 0
  let secrets = 0

  const hide = (value: string | number): Structure => {
    const key = `v${Object.keys(values).length}`
    values[key] = typeof value === 'string' ? storable(value).slice(0, TEXT_KEPT) : value
    return { $personal: key }
  }
  const text = (name: string, value: string): Structure => {
    if (value === '' || /^(true|false)$/i.test(value)) return value
    if (Object.hasOwn(OPEN, name) && OPEN[name]?.(value)) return value
    if (DESCRIBING.has(name)) {
      const masked = maskText(value)
      // The literal beside the name of a secret is taken to be one.
      return masked === value || SPEAKS_OF_SECRET.test(value) ? storable(masked).slice(0, TEXT_KEPT) : hide(value)
    }
    return hide(value)
  }
  const walk = (name: string, value: unknown, depth: number): Structure => {
    if (value === null || typeof value === 'boolean' || value === undefined) return value ?? null
    if (leaves >= LEAVES_KEPT || depth > DEPTH_KEPT) return { $more: 1 }
    if (Array.isArray(value)) {
      const kept: Structure[] = value.slice(0, ELEMENTS_KEPT).map((item) => walk(name, item, depth + 1))
      return value.length > kept.length ? [...kept, { $more: value.length - kept.length }] : kept
    }
    if (typeof value === 'object') return object(value as Record<string, unknown>, depth)
    leaves += 1
    if (typeof value === 'number') return OPEN_NUMBERS.has(name) ? value : hide(value)
    return text(name, String(value))
  }
  const object = (value: Record<string, unknown>, depth: number): Structure => {
    const secretPath = Object.entries(value).some(
      ([key, path]) => key.toLowerCase() === 'path' && typeof path === 'string' && SECRET.test(path),
    )
    const shown: [string, Structure][] = []
    for (const [key, inner] of Object.entries(value)) {
      const name = key.toLowerCase()
      if (SECRET.test(key) || (secretPath && name === 'value')) {
        secrets += 1
        shown.push([shownKey(key), { $removed: true }])
        continue
      }
      shown.push([shownKey(key), walk(name, inner, depth + 1)])
    }
    return Object.fromEntries(shown)
  }
  const structure = walk('', body, 0)
  return { structure, values, secrets }
}

/** Names are the schema's; one that looks like a value, or like one of our own marks, is not shown. */
function shownKey(key: string): string {
  const masked = maskText(key.slice(0, 200))
  return /^\$(?!ref$)/.test(masked) || /@|__proto__/.test(masked) ? HIDDEN : storable(masked)
}

/** Postgres keeps no U+0000 and no half of a surrogate pair in JSON; a token of ours is kept by nobody. */
export function storable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\u0000', '\uFFFD')
    .replace(/gh[ks]_[\w-]{20,}/g, HIDDEN)
}

const OPEN_LITERAL = /^(work|home|other|mobile|true|false)$/i

/**
 * A filter, a path or an error's words with each literal hidden: what stands in quotes, what follows a comparison, and
 * whatever holds an `@`.
 */
export function maskText(text: string): string {
  return text
    .replace(/"((?:[^"\\]|\\.)*)("|$)/g, (whole, inner: string) =>
      OPEN_LITERAL.test(inner) || UUID.test(inner) ? whole : `"${HIDDEN}"`,
    )
    .replace(
      /\b(eq|ne|co|sw|ew|gt|ge|lt|le)(\s+)('[^']*(?:'|$)|[^\s")\]]+)/gi,
      (whole, operator: string, space: string, literal: string) =>
        /^(true|false|null|-?\d{1,6})$/i.test(literal) ? whole : `${operator}${space}${HIDDEN}`,
    )
    .replace(/[^\s"]*@[^\s"]*/g, HIDDEN)
}

/** A structure with its personal values put back, or hidden where none are given. */
export function joinPersonal(structure: Structure, values: Record<string, string | number> | null): unknown {
  if (Array.isArray(structure)) return structure.map((item) => joinPersonal(item, values))
  if (typeof structure !== 'object' || structure === null) return structure
  const { $personal, $removed, $more } = structure as { $personal?: string; $removed?: true; $more?: number }
  if ($personal !== undefined) return values?.[$personal] ?? HIDDEN
  if ($removed) return 'removed: a secret is never stored'
  if ($more !== undefined) return `and ${$more} more, not stored`
  return Object.fromEntries(Object.entries(structure).map(([key, value]) => [key, joinPersonal(value, values)]))
}
