import type { AttributeTarget } from './attribute-target.ts'
import type { ComparisonOperator, ComparisonValue } from './filter-comparison.ts'
import { invalidFilter } from './scim-failure.ts'
import type { Filter } from './scim-filter.ts'
import type { ScimAttribute } from './scim-schema.ts'

/** Where an attribute stands in our tables. `sql` is our own text; nothing of a client's is ever in it. */
export type SqlSource =
  | { kind: 'text' | 'uuid' | 'boolean' | 'number' | 'time' | 'json'; sql: string }
  /** The elements of a multi-valued attribute: a FROM clause, and where an element's parts stand in it. */
  | { kind: 'elements'; from: string; where?: string; part: SqlSources }
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
    case 'present':
      return present(sourceOf(filter.target, sources))
    case 'element': {
      const source = sourceOf(filter.target, sources)
      if (source.kind !== 'elements') throw notSearchable(filter.target)
      return exists(source, compileFilter(filter.filter, source.part, values))
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

function sourceOf(target: AttributeTarget, sources: SqlSources): SqlSource {
  const source = sources(target)
  if (!source) throw notSearchable(target)
  return source
}

function notSearchable(target: AttributeTarget): Error {
  return invalidFilter(`${(target.sub ?? target.attribute).name} cannot be filtered by.`)
}

function exists(source: Extract<SqlSource, { kind: 'elements' }>, condition?: string): string {
  const conditions = [source.where, condition].filter((part) => part !== undefined)
  return `EXISTS (SELECT 1 FROM ${source.from}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''})`
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
      return text(source.sql, attribute.caseExact, operator, parameter)
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
): string {
  const folded = (expression: string) => (caseExact ? expression : `lower(${expression})`)
  const left = folded(sql)
  const right = folded(parameter('text'))
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
