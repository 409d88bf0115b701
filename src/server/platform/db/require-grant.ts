import type { Permission } from '#contracts/permissions.ts'
import type { TenantScope } from './tenant-scope.ts'
import { missingPermission, noLongerValid } from './transaction-refusals.ts'

/**
 * What a scope's principal holds by these rows of its grant.
 * @throws AppError `unauthenticated`, `forbidden`; whatever the grant refuses at this moment
 */
export function requireGrant(
  { grants, permission, resource }: TenantScope,
  rows: Record<string, unknown>[],
): ReadonlySet<Permission> {
  const held = grants.kind === 'fixed' ? grants.permissions : grants.read(rows)
  if (held === null) throw noLongerValid()
  if (!held.has(permission)) throw missingPermission(permission)
  const refusal = grants.kind === 'query' && grants.refuse?.(rows, permission, resource)
  if (refusal) throw refusal
  return held
}
