import type { z } from 'zod'
import type { operatorSetupLinksCreateInput } from '#contracts/operator-setup-links.ts'
import type { SetupLink } from '#contracts/setup-links.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createSetupLink } from '#server/domains/identity/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { crossToTenant } from './cross-to-tenant.ts'
import { tenantSummary } from './tenant-summary-store.ts'

/**
 * Makes a set-up link for a tenant. The tenant's own log and list name the operator; the address is answered here and
 * never again.
 * @throws AppError `not_found`, or `conflict` where there are too many that work
 */
export async function createSetupLinkForTenant(
  scope: TenantScope<'operator-setup-link:create'>,
  { tenantId, ...input }: z.infer<typeof operatorSetupLinksCreateInput>,
): Promise<{ url: string; item: SetupLink }> {
  await withTenant(scope, async (tx) => tx.unchanged('only the right is read; the deed records itself'))
  const { name, slug } = await tenantSummary(tenantId)
  return crossToTenant(
    scope,
    tenantId,
    {
      action: 'operator.setup_link.create',
      targets: [{ type: 'tenant', id: tenantId, name }],
      metadata: { slug, ...input },
    },
    (principal) => createSetupLink(authorize(principal, 'setup-link:create'), input),
  )
}
