import type { AttributeTarget } from './attribute-target.ts'
import type { ComparisonOperator, ComparisonValue } from './filter-comparison.ts'
import type { Filter } from './scim-filter.ts'
import type { ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'

/** Whether a resource, or one element of a multi-valued attribute, meets a filter: what SQL answers, in memory. */
export function evaluateFilter(filter: Filter, record: JsonRecord): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => evaluateFilter(part, record))
    case 'or':
      return filter.filters.some((part) => evaluateFilter(part, record))
    case 'not':
      return !evaluateFilter(filter.filter, record)
    case 'fixed':
      return filter.value
    case 'present':
      return isPresent(read(filter.target, record))
    case 'element': {
      const elements = read(filter.target, record)
      return Array.isArray(elements) && elements.some((item) => isRecord(item) && evaluateFilter(filter.filter, item))
    }
    case 'compare': {
      const attribute = filter.target.sub ?? filter.target.attribute
      const found = read(filter.target, record)
      if (attribute.multiValued) {
        return Array.isArray(found) && found.some((item) => compare(attribute, filter.operator, item, filter.value))
      }
      return compare(attribute, filter.operator, found, filter.value)
    }
  }
}

function read(target: AttributeTarget, record: JsonRecord): Json | undefined {
  const holder = target.extension ? record[target.extension.id] : record
  const value = isRecord(holder) ? holder[target.attribute.name] : undefined
  if (!target.sub) return value
  return isRecord(value) ? value[target.sub.name] : undefined
}

/** RFC 7644 section 3.4.2.2, `pr`: a non-empty value. */
function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return !isRecord(value) || Object.keys(value).length > 0
}

function compare(
  attribute: ScimAttribute,
  operator: ComparisonOperator,
  found: Json | undefined,
  wanted: ComparisonValue,
): boolean {
  if (found === undefined || found === null)
    return operator === 'eq' ? wanted === null : operator === 'ne' && wanted !== null
  if (wanted === null) return operator === 'ne'
  const left = comparable(attribute, found)
  const right = comparable(attribute, wanted)
  switch (operator) {
    case 'eq':
      return left === right
    case 'ne':
      return left !== right
    case 'co':
      return String(left).includes(String(right))
    case 'sw':
      return String(left).startsWith(String(right))
    case 'ew':
      return String(left).endsWith(String(right))
    case 'gt':
      return left > right
    case 'ge':
      return left >= right
    case 'lt':
      return left < right
    case 'le':
      return left <= right
  }
}

function comparable(attribute: ScimAttribute, value: Json): string | number | boolean {
  if (attribute.type === 'dateTime') return Date.parse(String(value))
  if (typeof value === 'boolean' || typeof value === 'number') return value
  return attribute.caseExact ? String(value) : String(value).toLowerCase()
}
