import type { z } from 'zod'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import type { OperatorTenantDetails, operatorTenantsCreateInput } from '#contracts/operator-tenants.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createInvitation } from '#server/domains/identity/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { createTenant } from '../create-tenant.ts'
import { crossToTenant } from './cross-to-tenant.ts'
import { tenantDetails } from './get-tenant-for-operator.ts'
import { isSlugTaken } from './tenant-summary-store.ts'

/**
 * Makes a tenant and invites its first Owner, who gets a link by mail that works once.
 * @throws AppError `uniqueness` where the short name is taken or reserved
 */
export async function provisionTenant(
  scope: TenantScope<'operator-tenant:create'>,
  input: z.infer<typeof operatorTenantsCreateInput>,
): Promise<OperatorTenantDetails> {
  const { slug, name, owner } = input
  // Read before anything is said about other tenants: whether a short name is taken is for operators to know.
  await withTenant(scope, async (tx) => tx.unchanged('only the right is read; the deed records itself'))
  if (slug === HOUSE_SLUG || (await isSlugTaken(slug))) {
    throw new AppError({
      code: 'uniqueness',
      message:
        slug === HOUSE_SLUG
          ? `The short name ${slug} is reserved for the operators. Choose another.`
          : `There is a tenant with the short name ${slug} already. Choose another.`,
      path: '/slug',
    })
  }
  const id = newId()
  await crossToTenant(
    scope,
    id,
    { action: 'operator.tenant.create', targets: [{ type: 'tenant', id, name }], metadata: { slug } },
    async (principal) => {
      await createTenant(authorize(principal, 'tenant:create'), { slug, name })
      await createInvitation(authorize(principal, 'invitation:manage'), {
        ...owner,
        roleKey: 'owner',
        accessDays: null,
      })
    },
  )
  return tenantDetails(scope, id)
}
