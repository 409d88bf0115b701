const PREFIX = 'bulkId:'
const WITHIN = /bulkId:([\w.~-]+)/g
/** A reference stands where a value, a path or an address does; anywhere else the words mean themselves. */
const WHOLE = /(?:^|[.:])(?:value|manager|members)$/i
const PARTS = new Set(['path', '$ref'])

/** The bulkIds that a value refers to (RFC 7644 section 3.7.2). */
export function bulkReferences(value: unknown): Set<string> {
  const found = new Set<string>()
  replaceBulkReferences(value, (bulkId) => {
    found.add(bulkId)
    return ''
  })
  return found
}

/** The value with each reference replaced by the id that the resource has now. */
export function replaceBulkReferences(value: unknown, idOf: (bulkId: string) => string, key = ''): unknown {
  if (typeof value === 'string') {
    if (PARTS.has(key.toLowerCase())) return value.replace(WITHIN, (_, bulkId: string) => idOf(bulkId))
    return WHOLE.test(key) && value.startsWith(PREFIX) ? idOf(value.slice(PREFIX.length)) : value
  }
  if (Array.isArray(value)) return value.map((item) => replaceBulkReferences(item, idOf, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, replaceBulkReferences(inner, idOf, name)]),
  )
}
