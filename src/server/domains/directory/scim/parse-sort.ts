import { type AttributeTarget, resolveTarget } from './attribute-target.ts'
import { invalidValue, quote } from './scim-failure.ts'
import { findAttribute, type ResourceType } from './scim-schema.ts'

/** What a list is sorted by; `target` is null where this kind of resource has no such attribute. */
export type Sort = { target: AttributeTarget | null; descending: boolean }

/**
 * Reads `sortBy` and `sortOrder` (RFC 7644 section 3.4.2.3). A complex attribute stands for its `value`.
 * @param others whose attributes may be named as well, where resources of several kinds are listed together
 * @returns null where nothing is to be sorted
 * @throws AppError `invalid_value`
 */
export function parseSort(
  type: ResourceType,
  sortBy: string | undefined,
  sortOrder: string | undefined,
  others: readonly ResourceType[] = [],
): Sort | null {
  const order = (sortOrder ?? 'ascending').trim().toLowerCase()
  if (order !== 'ascending' && order !== 'descending') {
    throw invalidValue('sortOrder must be ascending or descending.')
  }
  const name = sortBy?.trim() ?? ''
  if (name === '') return null
  const own = resolveTarget(type, name)
  const target = own ?? others.map((other) => resolveTarget(other, name)).find((found) => found !== undefined)
  if (!target) throw invalidValue(`sortBy: there is no attribute ${quote(name)}.`)
  const leaf = leafOf(target)
  if (!leaf) throw invalidValue(`sortBy: ${quote(name)} is complex: name one of its sub-attributes.`)
  const last = leaf.sub ?? leaf.attribute
  // Of what a person is in, and who is in a group, none comes first.
  const listed =
    leaf.attribute.multiValued && (leaf.attribute.mutability === 'readOnly' || UNSORTABLE.has(leaf.attribute.name))
  if (
    listed ||
    last.returned === 'never' ||
    last.type === 'binary' ||
    last.name === '$ref' ||
    last.name === 'location'
  ) {
    throw invalidValue(`sortBy: a list cannot be sorted by ${quote(name)}.`)
  }
  return { target: own ? leaf : null, descending: order === 'descending' }
}

const UNSORTABLE = new Set(['members', 'schemas'])

function leafOf(target: AttributeTarget): AttributeTarget | undefined {
  if (target.sub || target.attribute.type !== 'complex') return target
  const sub = findAttribute(target.attribute.subAttributes ?? [], 'value')
  return sub && { ...target, sub }
}
