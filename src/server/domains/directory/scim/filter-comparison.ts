import { invalidFilter } from './scim-failure.ts'
import type { ScimAttribute } from './scim-schema.ts'

const COMPARISON_OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number]
export type ComparisonValue = string | number | boolean | null

export function isComparisonOperator(text: string): text is ComparisonOperator {
  return (COMPARISON_OPERATORS as readonly string[]).includes(text)
}

// RFC 3339, as xsd:dateTime (RFC 7643 section 2.3.5); the zone may be left out and is then UTC.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})?$/

/**
 * The value in the attribute's own type, for the operators that RFC 7644 section 3.4.2.2 lets the type have.
 * @throws AppError `invalid_filter`
 */
export function checkComparison(
  name: string,
  attribute: ScimAttribute,
  operator: ComparisonOperator,
  value: ComparisonValue,
): ComparisonValue {
  if (value === null) {
    if (operator === 'eq' || operator === 'ne') return null
    throw invalidFilter(`null can only be compared with eq and ne (${name}).`)
  }
  const onlyEquality = attribute.type === 'boolean' || attribute.type === 'binary'
  const onText = operator === 'co' || operator === 'sw' || operator === 'ew'
  if (onlyEquality && operator !== 'eq' && operator !== 'ne')
    throw invalidFilter(`${operator} does not apply to ${name}.`)
  switch (attribute.type) {
    case 'boolean':
      return toBoolean(name, value)
    case 'decimal':
    case 'integer':
      if (typeof value !== 'number' || onText) throw invalidFilter(`${name} is compared with a number.`)
      return value
    case 'dateTime':
      if (onText) throw invalidFilter(`${operator} does not apply to ${name}, which is a time.`)
      return toInstant(name, value)
    default:
      if (typeof value !== 'string') throw invalidFilter(`${name} is compared with text in double quotes.`)
      return value
  }
}

/** Entra ID writes booleans as text: `"True"`. */
function toBoolean(name: string, value: ComparisonValue): boolean {
  const text = String(value).toLowerCase()
  if (text === 'true') return true
  if (text === 'false') return false
  throw invalidFilter(`${name} is compared with true or false.`)
}

const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')

function toInstant(name: string, value: ComparisonValue): string {
  const instant = typeof value === 'string' ? instantOf(value) : undefined
  if (instant === undefined) {
    throw invalidFilter(`${name} is compared with a time such as "2026-01-31T12:00:00Z".`)
  }
  return instant.toISOString()
}

/** The time that a text of RFC 3339 means; undefined for any other text, and for times that no clock shows. */
export function instantOf(text: string): Date | undefined {
  if (!DATE_TIME.test(text)) return undefined
  const instant = new Date(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)
  // Years 1 to 9999, also after the zone is taken off: Postgres has no year 0, and JavaScript writes later years otherwise.
  return instant.getTime() >= EARLIEST && instant.getTime() <= LATEST ? instant : undefined
}
