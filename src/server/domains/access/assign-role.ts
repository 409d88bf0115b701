import type { z } from 'zod'
import type { memberRoleInput, memberRoleOutput } from '#contracts/members.ts'
import { append } from '#server/domains/audit/index.ts'
import { missingPermission, type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { lockMember } from './lock-member.ts'
import { lockOwnerRole } from './lock-owner-role.ts'
import { roleByKey } from './role-store.ts'

/**
 * Gives a person a role directly. Nobody hands out more than they hold themselves; Owner needs
 * `role:assign-owner` by name. A role already held directly is answered the same and changes nothing.
 */
export function assignRole(
  scope: TenantScope<'role:assign'>,
  input: z.infer<typeof memberRoleInput>,
): Promise<z.infer<typeof memberRoleOutput>> {
  return withTenant(scope, async (tx) => {
    if (input.roleKey === 'owner') await lockOwnerRole(tx)
    const member = await lockMember(tx, input.memberId)
    const role = await roleByKey(tx, input.roleKey)
    await refuseEscalation(tx, role)
    const made = await tx.query(
      `INSERT INTO role_assignments (tenant_id, id, user_id, role_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, user_id, role_id) DO NOTHING RETURNING id`,
      [tx.tenantId, newId(), member.id, role.id],
    )
    if (made.length === 0) {
      tx.unchanged('the person holds the role directly already')
    } else {
      await append(tx, {
        action: 'role.assign',
        targets: [{ type: 'user', id: member.id, name: member.name }],
        metadata: { roleKey: role.key },
      })
    }
    return { memberId: member.id, roleKey: role.key }
  })
}

async function refuseEscalation(tx: TenantTx, role: Awaited<ReturnType<typeof roleByKey>>): Promise<void> {
  if (role.key === 'owner' && !(await tx.may('role:assign-owner'))) throw missingPermission('role:assign-owner')
  // Gatehouse's own tasks hold only what their work needs; what they assign is fixed in code.
  if (tx.scope.principal.type === 'system') return
  for (const permission of role.permissions) {
    if (!(await tx.may(permission))) throw missingPermission(permission)
  }
}
