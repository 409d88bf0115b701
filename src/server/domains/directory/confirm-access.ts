import { type TenantScope, withTenant } from '#server/platform/db/index.ts'

/**
 * For answers that need no data: the token and its directory are still good, as the database says now.
 * @throws AppError `unauthenticated`
 */
export function confirmAccess(scope: TenantScope<'scim:read'>): Promise<void> {
  return withTenant(scope, async () => {})
}
