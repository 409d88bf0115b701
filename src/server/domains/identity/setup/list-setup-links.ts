import type { SetupLink } from '#contracts/setup-links.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { setupLinks } from './setup-link-store.ts'

/** The tenant's set-up links with what became of each. */
export function listSetupLinks(scope: TenantScope<'setup-link:read'>): Promise<{ items: SetupLink[] }> {
  return withTenant(scope, async (tx) => ({ items: await setupLinks(tx) }))
}
