import type { SqlSource, SqlSources } from './scim/compile-filter.ts'
import type { Sort } from './scim/parse-sort.ts'

/** How a list is ordered in SQL; without a key by id alone, which ascends with the time of creation. */
export type SortOrder = {
  key: string
  type: 'text' | 'uuid' | 'boolean' | 'numeric' | 'timestamptz'
  descending: boolean
} | null

/** A B-tree does not hold it, a cursor does: texts are ordered by so many characters, and then by id. */
const CHARACTERS = 512

/**
 * Texts by code points, which is the same order everywhere, and without regard to case unless the attribute has it
 * (RFC 7644 section 3.4.2.3).
 */
export function sortOrderOf(sort: Sort | null, sources: SqlSources): SortOrder {
  if (sort === null) return null
  const { target, descending } = sort
  if (target === null) return { key: 'NULL::text', type: 'text', descending }
  const source = single(sources(target), target, sources)
  const attribute = target.sub ?? target.attribute
  switch (source?.kind) {
    case 'uuid':
      return { key: source.sql, type: 'uuid', descending }
    case 'boolean':
      return { key: source.sql, type: 'boolean', descending }
    case 'number':
      return { key: source.sql, type: 'numeric', descending }
    case 'time':
      return { key: source.sql, type: 'timestamptz', descending }
    case 'text': {
      const folded = attribute.caseExact ? source.sql : `lower(${source.sql})`
      return { key: `("left"(${folded}, ${CHARACTERS}) COLLATE "C")`, type: 'text', descending }
    }
    default:
      return { key: 'NULL::text', type: 'text', descending }
  }
}

function single(source: SqlSource | undefined, target: NonNullable<Sort['target']>, sources: SqlSources) {
  return source?.kind === 'elements' ? source.first?.(target) : source && sources(target)
}

/** What has no value comes last ascending and first descending, as Postgres has it too. */
export function orderBy(order: SortOrder, key: string, ...ties: string[]): string {
  if (order === null) return `ORDER BY ${ties.join(', ')}`
  return `ORDER BY ${key} ${order.descending ? 'DESC NULLS FIRST' : 'ASC NULLS LAST'}, ${ties.join(', ')}`
}

/** Where a page ended: the key of its last resource as Postgres writes it, and its id. */
export type PlaceInList = { key: string | null; id: string }

/** What stands behind a place, for keyset paging: no row before it is read. */
export function behind(order: SortOrder, id: string, place: PlaceInList, values: unknown[]): string {
  const after = `${id} > $${values.push(place.id)}::uuid`
  if (order === null) return after
  const { key, type, descending } = order
  if (place.key === null) return descending ? `(${key} IS NOT NULL OR ${after})` : `(${key} IS NULL AND ${after})`
  const given = `$${values.push(place.key)}::${type}${type === 'text' ? ' COLLATE "C"' : ''}`
  const further = `(${key} ${descending ? '<' : '>'} ${given} OR (${key} = ${given} AND ${after}))`
  return descending ? further : `(${further} OR ${key} IS NULL)`
}
