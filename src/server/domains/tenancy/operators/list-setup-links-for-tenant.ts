import type { SetupLink } from '#contracts/setup-links.ts'
import { authorize } from '#server/domains/access/index.ts'
import { listSetupLinks } from '#server/domains/identity/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { operatorIn } from './cross-to-tenant.ts'
import { tenantSummary } from './tenant-summary-store.ts'

/** The links that operators made for a tenant; those of its own admins are its own. @throws AppError `not_found` */
export async function listSetupLinksForTenant(
  scope: TenantScope<'operator-setup-link:read'>,
  { tenantId }: { tenantId: string },
): Promise<{ items: SetupLink[] }> {
  await withTenant(scope, async () => undefined)
  await tenantSummary(tenantId)
  return listSetupLinks(authorize(operatorIn(scope, tenantId), 'setup-link:read'))
}
