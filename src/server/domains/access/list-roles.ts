import type { Role } from '#contracts/roles.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { rolesWithPeople } from './role-store.ts'

/** The roles of a tenant, the strongest first. */
export function listRoles(scope: TenantScope<'role:read'>): Promise<{ items: Role[] }> {
  return withTenant(scope, async (tx) => ({ items: await rolesWithPeople(tx) }))
}
