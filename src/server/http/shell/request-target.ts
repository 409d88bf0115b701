/** Where a request goes. Routes are matched on the path as it was sent; nothing is decoded first. */
export type RequestTarget =
  | { kind: 'machine'; path: string; door: MachineDoor }
  | { kind: 'page'; path: string }
  | { kind: 'refused'; path: string; door: MachineDoor; reason: string }

/** Whose form an answer takes. */
export type MachineDoor = 'api' | 'scim' | 'oauth' | 'operations'

const OPERATIONS = new Set(['/health', '/ready', '/metrics'])

/** The door whose form the answers to this path take; null for pages. */
export function machineDoor(path: string): MachineDoor | null {
  if (path === '/scim/v2' || path.startsWith('/scim/v2/')) return 'scim'
  if (path === '/api/v1' || path.startsWith('/api/v1/')) return 'api'
  if (path.startsWith('/oauth/') || path === '/.well-known/openid-configuration') return 'oauth'
  return OPERATIONS.has(path) ? 'operations' : null
}

/**
 * Only origin-form (RFC 9112 section 3.2.1) is served. In machine paths whatever two servers could read
 * differently is refused: dot segments, empty segments, encoded separators, NUL, broken escapes.
 */
export function requestTarget(url: string): RequestTarget {
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  if (!path.startsWith('/')) return { kind: 'refused', path, door: 'operations', reason: 'The address must be a path.' }
  if (path.startsWith('//')) {
    return { kind: 'refused', path, door: 'operations', reason: 'The path must begin with a single slash.' }
  }
  const door = machineDoor(path)
  if (door === null) return { kind: 'page', path }
  const reason = ambiguity(path)
  return reason === null ? { kind: 'machine', path, door } : { kind: 'refused', path, door, reason }
}

/** What is wrong with a machine path, in words; null where nothing is. */
function ambiguity(path: string): string | null {
  if (!/[\\%\0]|\/[./]/.test(path)) return null
  if (path.includes('\\') || /%5c/i.test(path)) return 'The path must not hold a backslash.'
  if (/%2f/i.test(path)) return 'The path must not hold an encoded slash (%2F).'
  if (path.includes('\0') || /%00/.test(path)) return 'The path must not hold a NUL character.'
  if (path.includes('//')) return 'The path must not hold an empty segment.'
  if (/%(?![0-9a-f]{2})/i.test(path)) return 'The path holds a percent sign that begins no escape.'
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path)) return 'The path must not hold "." or ".." as a segment.'
  return null
}
