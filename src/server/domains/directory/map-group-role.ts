import type { z } from 'zod'
import type { groupsMapRoleInput } from '#contracts/groups.ts'
import { lockTenantLimit } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { lockDirectory } from './directory-store.ts'
import { grantableRole } from './grantable-role.ts'

/** Mappings a tenant may have, so that the list always shows every one. */
export const MAPPINGS_AT_MOST = 100

/**
 * Lets a group, found by name within its directory and perhaps not pushed yet, give a role to its
 * members. Owner is never given by a group, and nobody maps a role that holds more than they do.
 * A mapping that exists is answered the same.
 * @throws AppError `not_found`, `invalid_input`, `conflict`, `forbidden`
 */
export function mapGroupRole(
  scope: TenantScope<'group:map'>,
  input: z.infer<typeof groupsMapRoleInput>,
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    await lockTenantLimit(tx, 'group-role-mapping')
    const directory = await lockDirectory(tx, input.directoryId)
    if (!directory) throw notFound('directory')
    const role = await grantableRole(tx, input.roleKey)
    const key = [tx.tenantId, directory.id, input.groupName, role.id]
    const [held] = await tx.query<{ id: string }>(
      `SELECT id FROM group_role_mappings
       WHERE tenant_id = $1 AND directory_id = $2 AND lower(group_name) = lower($3) AND role_id = $4`,
      key,
    )
    if (held) {
      tx.unchanged('the group is mapped to the role already')
      return held
    }
    await refuseTooMany(tx)
    const id = newId()
    await tx.query(
      'INSERT INTO group_role_mappings (tenant_id, directory_id, group_name, role_id, id) VALUES ($1, $2, $3, $4, $5)',
      [...key, id],
    )
    await append(tx, {
      action: 'group.role.map',
      targets: [{ type: 'directory', id: directory.id, name: directory.name }],
      metadata: { groupName: input.groupName, roleKey: role.key },
    })
    return { id }
  })
}

async function refuseTooMany(tx: TenantTx): Promise<void> {
  const [row] = await tx.query<{ total: number }>(
    'SELECT count(*)::int AS total FROM group_role_mappings WHERE tenant_id = $1',
    [tx.tenantId],
  )
  if ((row?.total ?? 0) < MAPPINGS_AT_MOST) return
  throw new AppError({
    code: 'conflict',
    message: `There are ${MAPPINGS_AT_MOST} mappings, which is the most there can be. Remove one that is not used first.`,
  })
}
