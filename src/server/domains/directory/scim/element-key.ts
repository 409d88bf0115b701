import { isRecord, type Json } from './scim-value.ts'

/**
 * What makes two elements of a multi-valued attribute the same one: value and type, the type without regard to
 * case (RFC 7643 section 2.4); where there is no value, everything but `primary`.
 */
export function elementKey(element: Json): string {
  if (!isRecord(element)) return JSON.stringify(element)
  const { value, type } = element
  if (value !== undefined) return JSON.stringify([value, typeof type === 'string' ? type.toLowerCase() : type])
  const parts = Object.entries(element).filter(([name]) => name !== 'primary')
  return JSON.stringify(Object.fromEntries(parts.sort(([left], [right]) => (left < right ? -1 : 1))))
}
