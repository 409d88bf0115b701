import type { Permission } from '#contracts/permissions.ts'
import type { Resource } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/** What the grant of a SCIM token says of it. */
export type TokenScopes = { scopes: string[] } | undefined

/** What a scope's resource says that the work is about. Work that says nothing is about all of the directory. */
const ABOUT: Record<string, readonly ('users' | 'groups')[]> = {
  scim_discovery: [],
  scim_users: ['users'],
  scim_groups: ['groups'],
}

/**
 * Why a SCIM token cannot do this work; null where it can. Both its permissions are every token's, and this says
 * about what it may use them.
 */
export function refuseOutOfScope(
  token: TokenScopes,
  permission: Permission,
  resource: Resource | null,
): AppError | null {
  const action = permission === 'scim:read' ? 'read' : 'write'
  const needed = (ABOUT[resource?.type ?? ''] ?? ['users', 'groups']).map((subject) => `${subject}:${action}`)
  const missing = needed.filter((scope) => !token?.scopes.includes(scope))
  if (missing.length === 0) return null
  return new AppError({
    code: 'forbidden',
    message: `This token lacks the scope ${missing.join(' and ')}. Make a token with it in the console under Directories and enter it in the identity provider.`,
    permission,
  })
}
