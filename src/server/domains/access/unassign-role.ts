import type { z } from 'zod'
import type { memberRoleInput, memberRoleOutput } from '#contracts/members.ts'
import { append } from '#server/domains/audit/index.ts'
import { missingPermission, type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { lockMember } from './lock-member.ts'
import { lockOwnerRole } from './lock-owner-role.ts'
import { refuseIfLastOwner } from './refuse-if-last-owner.ts'
import { roleByKey } from './role-store.ts'

/**
 * Takes a directly given role from a person; what a group gives stays. A role that is not held
 * directly is answered the same and changes nothing.
 * @throws AppError `conflict` where the last active Owner would be gone
 */
export function unassignRole(
  scope: TenantScope<'role:assign'>,
  input: z.infer<typeof memberRoleInput>,
): Promise<z.infer<typeof memberRoleOutput>> {
  return withTenant(scope, async (tx) => {
    if (input.roleKey === 'owner') await lockOwnerRole(tx)
    const member = await lockMember(tx, input.memberId)
    const role = await roleByKey(tx, input.roleKey)
    if (role.key === 'owner') {
      if (!(await tx.may('role:assign-owner'))) throw missingPermission('role:assign-owner')
      await refuseIfLastOwner(tx, member.id)
    }
    const taken = await tx.query(
      'DELETE FROM role_assignments WHERE tenant_id = $1 AND user_id = $2 AND role_id = $3 RETURNING id',
      [tx.tenantId, member.id, role.id],
    )
    if (taken.length === 0) {
      tx.unchanged('the person does not hold the role directly')
    } else {
      await append(tx, {
        action: 'role.unassign',
        targets: [{ type: 'user', id: member.id, name: member.name }],
        metadata: { roleKey: role.key },
      })
    }
    return { memberId: member.id, roleKey: role.key }
  })
}
