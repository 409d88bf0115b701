import type { AttributeTarget } from './attribute-target.ts'
import type { ComparisonOperator, ComparisonValue } from './filter-comparison.ts'
import { invalidFilter } from './scim-failure.ts'
import type { Filter } from './scim-filter.ts'
import type { ScimAttribute } from './scim-schema.ts'

/** Where an attribute stands in our tables. `sql` is our own text; nothing of a client's is ever in it. */
export type SqlSource =
  | { kind: 'uuid' | 'boolean' | 'number' | 'time' | 'json'; sql: string }
  /** `key`: a column with the first 512 characters in lower case, which an index serves under row-level security. */
  | { kind: 'text'; sql: string; key?: string }
  /**
   * The elements of a multi-valued attribute: a FROM clause, and where an element's parts stand in it. `posting`: what
   * is true of every row that has an element with that `value`, and served by an index. `first`: the element that the
   * resource is sorted by (RFC 7644 section 3.4.2.3), where it can be.
   */
  | { kind: 'elements'; from: string; part: SqlSources; posting?: Posting; first?: SqlSources }
type Posting = (value: string, parameter: (given: unknown, type: string) => string) => string
export type SqlSources = (target: AttributeTarget) => SqlSource | undefined

/**
 * A filter as an SQL condition; values go into `values` and stand as `$n`.
 * Missing values make SQL's third truth value, which `NOT` reads as false: so both agree with
 * `evaluateFilter` (a property test compares them), and the bare comparisons still use indexes.
 * @throws AppError `invalid_filter` for attributes that are computed and cannot be searched
 */
export function compileFilter(filter: Filter, sources: SqlSources, values: unknown[]): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.filters.map((part) => compileFilter(part, sources, values)).join(filter.kind === 'and' ? ' AND ' : ' OR ')})`
    case 'not':
      return `(NOT coalesce(${compileFilter(filter.filter, sources, values)}, false))`
    case 'fixed':
      return String(filter.value)
    case 'present':
      return present(sourceOf(filter.target, sources))
    case 'element': {
      const source = sourceOf(filter.target, sources)
      if (source.kind !== 'elements') throw notSearchable(filter.target)
      const found = exists(source, compileFilter(filter.filter, source.part, values))
      const named = source.posting && valueNamedBy(filter.filter)
      if (source.posting === undefined || named === undefined) return found
      return `(${source.posting(named, (given, kind) => `$${values.push(given)}::${kind}`)} AND ${found})`
    }
    case 'compare': {
      const source = sourceOf(filter.target, sources)
      const attribute = filter.target.sub ?? filter.target.attribute
      if (source.kind !== 'elements') return compare(source, attribute, filter.operator, filter.value, values)
      const element = source.part(filter.target)
      if (!element || element.kind === 'elements') throw notSearchable(filter.target)
      return exists(source, compare(element, attribute, filter.operator, filter.value, values))
    }
  }
}

/** The `value` that an element must have to meet the filter, where it says so. */
function valueNamedBy(filter: Filter): string | undefined {
  if (filter.kind === 'compare') {
    const { target, operator, value } = filter
    return operator === 'eq' && target.attribute.name === 'value' && typeof value === 'string' ? value : undefined
  }
  if (filter.kind !== 'and') return undefined
  return filter.filters.map(valueNamedBy).find((value) => value !== undefined)
}

/** As the columns of keys are made. */
export function keyOf(text: string): string {
  return `"left"(lower(${text}), 512)`
}

function sourceOf(target: AttributeTarget, sources: SqlSources): SqlSource {
  const source = sources(target)
  if (!source) throw notSearchable(target)
  return source
}

function notSearchable(target: AttributeTarget): Error {
  return invalidFilter(`${(target.sub ?? target.attribute).name} cannot be filtered by.`)
}

function exists(source: Extract<SqlSource, { kind: 'elements' }>, condition?: string): string {
  return `EXISTS (SELECT 1 FROM ${source.from}${condition === undefined ? '' : ` WHERE ${condition}`})`
}

function present(source: SqlSource): string {
  if (source.kind === 'elements') return exists(source)
  return source.kind === 'text' ? `(coalesce(${source.sql}, '') <> '')` : `(${source.sql} IS NOT NULL)`
}

const ORDER: Partial<Record<ComparisonOperator, string>> = { gt: '>', ge: '>=', lt: '<', le: '<=' }
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

function compare(
  source: Exclude<SqlSource, { kind: 'elements' }>,
  attribute: ScimAttribute,
  operator: ComparisonOperator,
  value: ComparisonValue,
  values: unknown[],
): string {
  if (value === null) return `(${source.sql} IS ${operator === 'eq' ? '' : 'NOT '}NULL)`
  const parameter = (type: string, given: unknown = value) => `$${values.push(given)}::${type}`
  switch (source.kind) {
    case 'boolean':
      return equality(source.sql, operator, parameter('boolean'))
    case 'number':
      return ordered(source.sql, operator, parameter('numeric'))
    case 'time':
      // Clients see milliseconds; Postgres keeps microseconds.
      return ordered(`date_trunc('milliseconds', ${source.sql})`, operator, parameter('timestamptz'))
    case 'uuid':
      if (operator !== 'eq' && operator !== 'ne') return text(`${source.sql}::text`, true, operator, parameter)
      if (!UUID.test(String(value))) return operator === 'eq' ? 'false' : 'true'
      return equality(source.sql, operator, parameter('uuid'))
    case 'text':
      return text(source.sql, attribute.caseExact, operator, parameter, source.key)
    case 'json':
      throw invalidFilter(`${attribute.name} cannot be compared.`)
  }
}

function equality(sql: string, operator: ComparisonOperator, parameter: string): string {
  return operator === 'ne' ? `(${sql} IS DISTINCT FROM ${parameter})` : `(${sql} = ${parameter})`
}

function ordered(sql: string, operator: ComparisonOperator, parameter: string): string {
  const order = ORDER[operator]
  return order ? `(${sql} ${order} ${parameter})` : equality(sql, operator, parameter)
}

function text(
  sql: string,
  caseExact: boolean,
  operator: ComparisonOperator,
  parameter: (type: string) => string,
  key?: string,
): string {
  const folded = (expression: string) => (caseExact ? expression : `lower(${expression})`)
  const left = folded(sql)
  const given = parameter('text')
  const right = folded(given)
  // Both: the key is only the first part, and it alone reaches an index.
  if (operator === 'eq' && key !== undefined) return `(${key} = ${keyOf(given)} AND ${left} = ${right})`
  switch (operator) {
    case 'co':
      return `(strpos(${left}, ${right}) > 0)`
    case 'sw':
      return `starts_with(${left}, ${right})`
    case 'ew':
      return `(right(${left}, length(${right})) = ${right})`
    default:
      // Code points, not the database's language: the same answer everywhere.
      return ORDER[operator] ? ordered(`${left} COLLATE "C"`, operator, right) : equality(left, operator, right)
  }
}
