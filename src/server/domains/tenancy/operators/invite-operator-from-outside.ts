import type { Invitation } from '#contracts/invitations.ts'
import { OPERATOR_ROLE_KEY } from '#contracts/permissions.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createInvitation } from '#server/domains/identity/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { ensureHouse } from './ensure-house.ts'
import { firstOwnerOf } from './first-owner.ts'

/**
 * Invites an operator on behalf of whoever runs the machine, and makes the house where there is none. Who is invited while
 * the house has no Owner becomes its Owner, who is an operator too.
 * @throws AppError `conflict` where somebody in the house has the address already
 */
export async function inviteOperatorFromOutside(
  input: { name: string; email: string },
  request: RequestContext,
): Promise<{ invitation: Invitation; house: { id: string; name: string } }> {
  const house = await ensureHouse((tenantId) =>
    authorize({ type: 'system', tenantId, task: 'provision-tenant', request }, 'tenant:create'),
  )
  const task = { type: 'system', tenantId: house.id, request } as const
  const owner = await withTenant(authorize({ ...task, task: 'operator' }, 'invitation:read'), (tx) =>
    firstOwnerOf(tx, new Date()),
  )
  const roleKey = owner.state === 'active' ? OPERATOR_ROLE_KEY : 'owner'
  const invitation = await createInvitation(authorize({ ...task, task: 'provision-tenant' }, 'invitation:manage'), {
    ...input,
    roleKey,
    accessDays: null,
  })
  return { invitation, house }
}
