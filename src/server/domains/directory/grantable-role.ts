import { type Permission, permissionSchema } from '#contracts/permissions.ts'
import { missingPermission, type TenantTx } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'

type GrantableRole = { id: string; key: string; name: string; permissions: Permission[] }

/**
 * A role that this principal may let a group give: never Owner, and none that holds more than they do.
 * @throws AppError `not_found`, `invalid_input`, `forbidden`
 */
export async function grantableRole(tx: TenantTx, key: string): Promise<GrantableRole> {
  const [role] = await tx.query<{ id: string; key: string; name: string; permissions: string[] }>(
    'SELECT id, key, name, permissions FROM roles WHERE tenant_id = $1 AND key = $2',
    [tx.tenantId, key],
  )
  if (!role) throw notFound('role')
  const permissions = role.permissions.filter((name): name is Permission => permissionSchema.safeParse(name).success)
  if (role.key === 'owner' || permissions.includes('role:assign-owner')) {
    throw new AppError({
      code: 'invalid_input',
      message: 'A group cannot give the role Owner. Make a person an Owner under Members instead.',
      path: '/roleKey',
    })
  }
  // Gatehouse's own tasks hold only what their work needs; what they map is fixed in code.
  if (tx.scope.principal.type === 'system') return { ...role, permissions }
  for (const permission of permissions) {
    if (!(await tx.may(permission))) throw missingPermission(permission)
  }
  return { ...role, permissions }
}
