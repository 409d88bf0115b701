import { type Permission, permissionSchema } from '#contracts/permissions.ts'
import type { RoleReference } from '#contracts/references.ts'
import type { Role } from '#contracts/roles.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { strongestFirst } from './role-order.ts'

const ROLES_AT_MOST = 200

type StoredRole = { id: string; key: string; name: string; permissions: Permission[] }

/** @throws AppError `not_found` */
export async function roleByKey(tx: TenantTx, key: string): Promise<StoredRole> {
  const [row] = await tx.query<{ id: string; key: string; name: string; permissions: string[] }>(
    'SELECT id, key, name, permissions FROM roles WHERE tenant_id = $1 AND key = $2',
    [tx.tenantId, key],
  )
  if (!row) throw notFound('role')
  return { ...row, permissions: knownPermissions(row.permissions) }
}

/** A row may hold a name that this version no longer has; such a name grants nothing and is not shown. */
function knownPermissions(names: string[]): Permission[] {
  return names.filter((name): name is Permission => permissionSchema.safeParse(name).success)
}

/** Every role with the number of active people who hold it, each person once. */
export async function rolesWithPeople(tx: TenantTx): Promise<Role[]> {
  const rows = await tx.query<Omit<Role, 'permissions'> & { permissions: string[] }>(
    `SELECT r.key, r.name, r.description, r.built_in AS "builtIn", r.permissions, coalesce(held.people, 0) AS people
     FROM roles r
     LEFT JOIN (
       SELECT e.role_id, count(DISTINCT e.user_id) AS people
       FROM effective_roles e
       JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.user_id AND u.active
       WHERE e.tenant_id = $1
       GROUP BY e.role_id
     ) held ON held.role_id = r.id
     WHERE r.tenant_id = $1
     ORDER BY r.built_in DESC, r.name
     LIMIT ${ROLES_AT_MOST}`,
    [tx.tenantId],
  )
  return rows.map((row) => ({ ...row, permissions: knownPermissions(row.permissions) })).sort(strongestFirst)
}

/** What each person holds, directly or through a group: each role once, the strongest first. */
export async function rolesOfPeople(tx: TenantTx, userIds: string[]): Promise<Map<string, RoleReference[]>> {
  const held = new Map<string, RoleReference[]>(userIds.map((id) => [id, []]))
  const rows = await tx.query<{ userId: string; key: string; name: string }>(
    `SELECT DISTINCT e.user_id AS "userId", r.key, r.name
     FROM effective_roles e
     JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
     WHERE e.tenant_id = $1 AND e.user_id = ANY($2::uuid[])`,
    [tx.tenantId, userIds],
  )
  for (const { userId, key, name } of rows) held.get(userId)?.push({ key, name })
  for (const roles of held.values()) roles.sort(strongestFirst)
  return held
}
