import type { Invitation } from '#contracts/invitations.ts'
import { OPERATOR_ROLE_KEY } from '#contracts/permissions.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createInvitation } from '#server/domains/identity/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'

/**
 * Invites an operator into the house. Nobody can who does not hold all that an operator does.
 * @throws AppError `conflict` where somebody in the house has the address already
 */
export async function inviteOperator(
  scope: TenantScope<'operator:manage'>,
  input: { name: string; email: string },
): Promise<Invitation> {
  await withTenant(scope, async (tx) => tx.unchanged('only the right is read; the invitation records itself'))
  return createInvitation(authorize(scope.principal, 'invitation:manage'), {
    ...input,
    roleKey: OPERATOR_ROLE_KEY,
    accessDays: null,
  })
}
