import { resolveTarget } from './attribute-target.ts'
import { findSchema, type ResourceType } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'

/**
 * Which parts of a resource a response shows (RFC 7644 section 3.9). `id` and `schemas` always are.
 * Names that no schema knows ask for nothing.
 */
export type Projection = {
  /** Whether that attribute at the top of the resource is shown at all: what is not need not be read. */
  shows(name: string): boolean
  apply(resource: JsonRecord): JsonRecord
}

/** Undefined parameters are absent ones; an empty `attributes` asks for nothing but what is always shown. */
export function projection(
  type: ResourceType,
  attributes: string | undefined,
  excluded: string | undefined,
): Projection {
  const included = attributes === undefined ? null : readNames(type, attributes)
  const left = readNames(type, excluded ?? '')
  const always = new Set(['id', 'schemas'])
  const shown = (key: string): boolean =>
    always.has(key) || ((included === null || included.has(key)) && left.get(key) !== 'all')

  const apply = (resource: JsonRecord): JsonRecord => {
    const result: JsonRecord = {}
    for (const [key, value] of Object.entries(resource)) {
      if (!shown(key)) continue
      const wanted = always.has(key) ? 'all' : (included?.get(key) ?? 'all')
      const pruned = prune(prune(value, wanted, true), always.has(key) ? undefined : left.get(key), false)
      if (pruned !== undefined) result[key] = pruned
    }
    return result
  }
  return { shows: shown, apply }
}

/** The top-level key (an attribute or an extension's URN) to all of it or to the parts named, nested as in the resource. */
type Names = Map<string, Parts>
type Parts = 'all' | Names

function readNames(type: ResourceType, list: string): Names {
  const names: Names = new Map()
  for (const text of list.split(',').map((part) => part.trim())) {
    const extension = text === '' ? undefined : findSchema(type, text)
    if (extension) {
      if (extension !== type.schema) names.set(extension.id, 'all')
      continue
    }
    const target = text === '' ? undefined : resolveTarget(type, text)
    if (!target) continue
    const path = [target.extension?.id, target.attribute.name, target.sub?.name].filter((part) => part !== undefined)
    put(names, path)
  }
  return names
}

function put(names: Names, [key = '', ...rest]: string[]): void {
  const held = names.get(key)
  if (held === 'all') return
  if (rest.length === 0) {
    names.set(key, 'all')
    return
  }
  const inner: Names = held ?? new Map()
  names.set(key, inner)
  put(inner, rest)
}

/** Keeps (`keep`) or drops the named parts; undefined where nothing is left. */
function prune(value: Json | undefined, parts: Parts | undefined, keep: boolean): Json | undefined {
  if (value === undefined || parts === undefined) return value
  if (parts === 'all') return keep ? value : undefined
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => prune(item, parts, keep) ?? [])
    return items.length > 0 ? items : undefined
  }
  if (!isRecord(value)) return value
  const result: JsonRecord = {}
  for (const [key, inner] of Object.entries(value)) {
    const named = parts.get(key)
    if (named === undefined && keep) continue
    const pruned = prune(inner, named, keep)
    if (pruned !== undefined) result[key] = pruned
  }
  return Object.keys(result).length > 0 ? result : undefined
}
