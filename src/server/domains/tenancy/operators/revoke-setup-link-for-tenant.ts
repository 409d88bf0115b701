import { authorize } from '#server/domains/access/index.ts'
import { revokeSetupLink } from '#server/domains/identity/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { crossToTenant } from './cross-to-tenant.ts'
import { tenantSummary } from './tenant-summary-store.ts'

/** Ends a link that an operator made for a tenant; effective at its next request. @throws AppError `not_found` */
export async function revokeSetupLinkForTenant(
  scope: TenantScope<'operator-setup-link:revoke'>,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<{ id: string }> {
  await withTenant(scope, async (tx) => tx.unchanged('only the right is read; the deed records itself'))
  const { name, slug } = await tenantSummary(tenantId)
  return crossToTenant(
    scope,
    tenantId,
    {
      action: 'operator.setup_link.revoke',
      targets: [
        { type: 'tenant', id: tenantId, name },
        { type: 'setup_link', id },
      ],
      metadata: { slug },
    },
    (principal) => revokeSetupLink(authorize(principal, 'setup-link:revoke'), { id }),
  )
}
