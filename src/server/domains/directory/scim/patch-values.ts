import { coerceValue } from './coerce-value.ts'
import { evaluateFilter } from './evaluate-filter.ts'
import type { PatchOperation } from './parse-patch.ts'
import { noTarget } from './scim-failure.ts'
import type { Filter } from './scim-filter.ts'
import type { ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'
import type { ValueList } from './value-list.ts'

/**
 * Carries out one operation on the values of a multi-valued attribute.
 * @throws AppError `invalid_value`, `no_target`, `too_many`
 */
export function patchValues(attribute: ScimAttribute, list: ValueList, operation: PatchOperation): void {
  const path = operation.path.kind === 'attribute' ? operation.path : null
  const filter = path?.filter ?? null
  const sub = path?.sub ?? null
  if (filter || sub) patchSelected(attribute, list, operation, filter, sub)
  else patchWhole(attribute, list, operation)
}

function patchWhole(attribute: ScimAttribute, list: ValueList, operation: PatchOperation): void {
  const { op, value, at } = operation
  const given = (coerceValue(attribute, value, at) ?? []) as Json[]
  if (op === 'replace') list.replaceAll(given)
  else if (op === 'add') list.add(given)
  // Entra ID removes values by naming them; without a list the attribute goes as a whole.
  else if (value === undefined || value === null) list.replaceAll([])
  else list.removeNamed(given)
}

function patchSelected(
  attribute: ScimAttribute,
  list: ValueList,
  operation: PatchOperation,
  filter: Filter | null,
  sub: ScimAttribute | null,
): void {
  const chooses = (element: JsonRecord) => !filter || evaluateFilter(filter, element)
  if (operation.op === 'remove' || operation.value === null) {
    list.change(filter, chooses, (element) => ({ element: sub ? withoutPart(element, sub) : null }))
    return
  }
  const given = part(attribute, sub, operation)
  const seed = filter ? seedOf(filter) : {}
  const chosen = list.change(filter, chooses, (element) => {
    const kept = sub || operation.op === 'add' ? element : ((filter && seed) ?? {})
    const changed = { ...kept, ...given }
    return { element: changed, newest: given.primary === true }
  })
  if (chosen > 0) return
  if (!seed) {
    throw noTarget(
      `${operation.at}: no value of ${attribute.name} matches, and the filter does not say what to create.`,
    )
  }
  list.add([{ ...seed, ...given }])
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
function withoutPart(item: JsonRecord, sub: ScimAttribute): JsonRecord | null {
  const { [sub.name]: _, ...rest } = item
  const meaningful = Object.keys(rest).some((name) => name !== 'type' && name !== 'primary' && name !== 'display')
  return sub.name === 'value' || !meaningful ? null : rest
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
