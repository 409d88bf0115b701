import type { Tenant } from '#contracts/tenant.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { readTenant } from './tenant-store.ts'

export function getTenant(scope: TenantScope<'tenant:read'>): Promise<Tenant> {
  return withTenant(scope, readTenant)
}
