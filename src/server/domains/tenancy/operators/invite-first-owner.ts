import type { z } from 'zod'
import type { OperatorTenantDetails, operatorTenantsInviteOwnerInput } from '#contracts/operator-tenants.ts'
import { authorize, lockTenantLimit } from '#server/domains/access/index.ts'
import { createInvitation, listInvitations, revokeInvitation } from '#server/domains/identity/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { crossToTenant } from './cross-to-tenant.ts'
import { firstOwnerOf } from './first-owner.ts'
import { tenantDetails } from './get-tenant-for-operator.ts'

/**
 * Invites the first Owner anew, where the address was wrong or the link ran out; the invitation that waits ends. Once a
 * tenant has an Owner nobody comes in by an operator any more: its Owners make others.
 * @throws AppError `not_found`, or `conflict` where there is an Owner
 */
export async function inviteFirstOwner(
  scope: TenantScope<'operator-tenant:create'>,
  { tenantId, owner }: z.infer<typeof operatorTenantsInviteOwnerInput>,
): Promise<OperatorTenantDetails> {
  await withTenant(scope, async (tx) => tx.unchanged('only the right is read; the deed records itself'))
  const tenant = await tenantDetails(scope, tenantId)
  if (tenant.firstOwner.state === 'active') {
    throw new AppError({
      code: 'conflict',
      message: `${tenant.name} has an Owner already, who invites people and makes other Owners.`,
    })
  }
  await crossToTenant(
    scope,
    tenantId,
    {
      action: 'operator.owner.invite',
      targets: [{ type: 'tenant', id: tenantId, name: tenant.name }],
      metadata: { slug: tenant.slug, email: owner.email },
    },
    async (principal) => {
      const manage = authorize(principal, 'invitation:manage')
      const { items } = await listInvitations(authorize(principal, 'invitation:read'))
      const waiting = items.filter(({ role, state }) => role.key === 'owner' && state === 'invited')
      for (const { id } of waiting) await revokeInvitation(manage, { id })
      await createInvitation(manage, { ...owner, roleKey: 'owner', accessDays: null }, refuseSecondOwner)
    },
  )
  return tenantDetails(scope, tenantId)
}

/** Two that are asked for at once must not leave two links: the second would lead in beside the Owner of the first. */
async function refuseSecondOwner(tx: TenantTx): Promise<void> {
  await lockTenantLimit(tx, 'first-owner')
  const { state } = await firstOwnerOf(tx, new Date())
  if (state !== 'active' && state !== 'invited') return
  throw new AppError({
    code: 'conflict',
    message: 'Somebody was invited as the first Owner just now, or has come in as one. Look at the tenant again.',
  })
}
