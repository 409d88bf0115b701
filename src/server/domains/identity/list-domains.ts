import type { VerifiedDomain } from '#contracts/domains.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { domainsOf, shownDomain } from './verified-domain-store.ts'

export function listDomains(scope: TenantScope<'sso-connection:read'>): Promise<{ items: VerifiedDomain[] }> {
  return withTenant(scope, async (tx) => ({ items: (await domainsOf(tx)).map(shownDomain) }))
}
