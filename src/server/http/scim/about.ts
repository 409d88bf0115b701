import type { DirectoryPrincipal } from '#server/domains/directory/index.ts'
import type { Resource } from '#server/platform/db/index.ts'

/** What a request is about, held against the scopes of its token (access/refuse-out-of-scope.ts). */
export function about(
  principal: DirectoryPrincipal,
  subject: 'scim_users' | 'scim_groups' | 'scim_discovery',
): Resource {
  return { type: subject, id: principal.id }
}
