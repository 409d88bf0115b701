import type { SsoPolicy } from '#contracts/sso-policy.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { readSsoPolicy } from './read-sso-policy.ts'

export function getSsoPolicy(scope: TenantScope<'sso-connection:read'>): Promise<SsoPolicy> {
  return withTenant(scope, readSsoPolicy)
}
