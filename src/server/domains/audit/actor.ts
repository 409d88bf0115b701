import type { Principal } from '#server/platform/principal.ts'

/** The actor of an event: an opaque id in the hashed part; name and e-mail only as commitments. */
export type Actor = {
  type: 'user' | 'service' | 'agent' | 'operator' | 'system' | 'anonymous'
  id?: string | undefined
  name?: string | undefined
  email?: string | undefined
}

export function actorOf(principal: Principal): Actor {
  switch (principal.type) {
    case 'user':
      return { type: 'user', id: principal.id, name: principal.name, email: principal.email ?? undefined }
    case 'api-key':
    case 'directory':
    case 'setup-link':
      return { type: 'service', id: principal.id }
    case 'system':
      if (principal.task === 'operator' && principal.operator) return { type: 'operator', ...principal.operator }
      return { type: 'system', id: principal.task }
  }
}

/** What the actor was let in with: a session, or the key or token by its id. */
export function sessionOf(principal: Principal): string | undefined {
  switch (principal.type) {
    case 'user':
      return principal.sessionId
    case 'api-key':
      return `api_key:${principal.id}`
    case 'directory':
      return `scim_token:${principal.tokenId}`
    case 'setup-link':
      return `setup_link:${principal.id}`
    case 'system':
      return undefined
  }
}
