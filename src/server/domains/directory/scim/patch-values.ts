import { coerceValue, distinct, onePrimary, sameElement } from './coerce-value.ts'
import { evaluateFilter } from './evaluate-filter.ts'
import type { PatchOperation } from './parse-patch.ts'
import { noTarget } from './scim-failure.ts'
import type { Filter } from './scim-filter.ts'
import type { ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'

/** A multi-valued attribute after one operation; undefined where nothing is left. */
export function patchValues(attribute: ScimAttribute, held: Json[], operation: PatchOperation): Json[] | undefined {
  const path = operation.path.kind === 'attribute' ? operation.path : null
  const filter = path?.filter ?? null
  const sub = path?.sub ?? null
  const patched =
    filter || sub ? patchSelected(attribute, held, operation, filter, sub) : patchWhole(attribute, held, operation)
  const next = distinct(patched.filter((item) => !isRecord(item) || Object.keys(item).length > 0))
  return next.length > 0 ? next : undefined
}

function patchWhole(attribute: ScimAttribute, held: Json[], operation: PatchOperation): Json[] {
  const { op, value, at } = operation
  const given = (coerceValue(attribute, value, at) ?? []) as Json[]
  if (op === 'replace') return given
  if (op === 'add') {
    const next = [...held]
    let newest: number | undefined
    for (const item of given) {
      const known = next.findIndex((other) => sameElement(other, item))
      const index = known < 0 ? next.length : known
      next[index] = known < 0 ? item : merge(next[known], item)
      if (isRecord(item) && item.primary === true) newest = index
    }
    return newest === undefined ? next : onePrimary(next, newest)
  }
  // Entra ID removes values by naming them; without a list the attribute goes as a whole.
  if (value === undefined || value === null) return []
  return held.filter((item) => !given.some((named) => agrees(item, named)))
}

/** Whether an element has everything that was said of the one to remove. */
function agrees(item: Json, named: Json): boolean {
  if (!isRecord(item) || !isRecord(named)) return sameElement(item, named)
  const { primary: _, display: __, ...said } = named
  const names = Object.keys(said)
  return names.length > 0 && names.every((name) => sameElement(item[name] ?? null, said[name] ?? null))
}

function patchSelected(
  attribute: ScimAttribute,
  held: Json[],
  operation: PatchOperation,
  filter: Filter | null,
  sub: ScimAttribute | null,
): Json[] {
  const selected = (item: Json) => !filter || (isRecord(item) && evaluateFilter(filter, item))
  const removes = operation.op === 'remove' || operation.value === null
  if (removes) {
    if (!sub) return held.filter((item) => !selected(item))
    return held.flatMap((item) => (selected(item) ? withoutPart(item as JsonRecord, sub) : [item]))
  }
  const given = part(attribute, sub, operation)
  let newest: number | undefined
  const next = held.map((item, index) => {
    if (!selected(item)) return item
    const seed = sub || operation.op === 'add' ? (item as JsonRecord) : ((filter && seedOf(filter)) ?? {})
    const changed = { ...seed, ...given }
    if (changed.primary === true && given.primary === true) newest = index
    return changed
  })
  if (!held.some(selected)) {
    const seed = filter ? seedOf(filter) : {}
    if (!seed)
      throw noTarget(
        `${operation.at}: no value of ${attribute.name} matches, and the filter does not say what to create.`,
      )
    const created = { ...seed, ...given }
    if (created.primary === true) newest = next.length
    next.push(created)
  }
  return newest === undefined ? next : onePrimary(next, newest)
}

function part(attribute: ScimAttribute, sub: ScimAttribute | null, operation: PatchOperation): JsonRecord {
  if (sub) {
    const value = coerceValue(sub, operation.value, operation.at)
    return value === undefined ? {} : { [sub.name]: value }
  }
  const one = coerceValue({ ...attribute, multiValued: false }, operation.value, operation.at)
  return isRecord(one) ? one : {}
}

/** A value without its `value`, or with nothing but its label, is no value any more. */
function withoutPart(item: JsonRecord, sub: ScimAttribute): Json[] {
  const { [sub.name]: _, ...rest } = item
  const meaningful = Object.keys(rest).some((name) => name !== 'type' && name !== 'primary' && name !== 'display')
  return sub.name === 'value' || !meaningful ? [] : [rest]
}

function merge(held: Json | undefined, given: Json): Json {
  return isRecord(held) && isRecord(given) ? { ...held, ...given } : given
}

/** What an element must hold to meet a filter of `eq` joined by `and`; undefined for any other filter. */
function seedOf(filter: Filter): JsonRecord | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.value !== null) {
    return { [filter.target.attribute.name]: filter.value }
  }
  if (filter.kind !== 'and') return undefined
  const seeds = filter.filters.map(seedOf)
  return seeds.every((seed) => seed !== undefined) ? Object.assign({}, ...seeds) : undefined
}
