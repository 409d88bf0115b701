import type { TenantScope } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/**
 * The directory on whose behalf a scope acts: its token's, or the one that a task of Gatehouse's own
 * names as the resource. No request says which directory it is.
 */
export function directoryOf(scope: TenantScope<'scim:read'> | TenantScope<'scim:write'>): string {
  const { principal, resource } = scope
  if (principal.type === 'directory') return principal.id
  if (principal.type === 'system' && resource?.type === 'directory') return resource.id
  throw new AppError({
    code: 'internal',
    message: 'Something is wrong on our side.',
    detail: `a ${principal.type} acts for no directory`,
  })
}
