import { invalidBody } from './invalid-body.ts'

/**
 * A message of the protocol (RFC 7644 section 8.2): an object whose `schemas` lists it. Names of members compare
 * without regard to case.
 * @returns the members by name
 * @throws AppError `invalid_syntax`
 */
export function readMessage(body: unknown, name: 'SearchRequest' | 'BulkRequest'): (member: string) => unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidBody('The body must be a JSON object.')
  }
  const members = new Map<string, unknown>()
  for (const [key, value] of Object.entries(body)) {
    const folded = key.toLowerCase()
    if (members.has(folded)) {
      throw invalidBody(`${JSON.stringify(key.slice(0, 80))} stands twice in the body, written differently.`)
    }
    members.set(folded, value)
  }
  const urn = `urn:ietf:params:scim:api:messages:2.0:${name}`
  const schemas = members.get('schemas')
  const listed =
    Array.isArray(schemas) &&
    schemas.some((item) => typeof item === 'string' && item.toLowerCase() === urn.toLowerCase())
  if (!listed) throw invalidBody(`schemas must list ${urn}.`)
  return (member) => members.get(member.toLowerCase())
}
