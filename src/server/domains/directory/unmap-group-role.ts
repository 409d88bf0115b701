import type { z } from 'zod'
import type { groupsUnmapRoleInput } from '#contracts/groups.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/**
 * Ends a mapping; who held the role through it alone loses it at once.
 * @throws AppError `not_found`
 */
export function unmapGroupRole(
  scope: TenantScope<'group:map'>,
  input: z.infer<typeof groupsUnmapRoleInput>,
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const [removed] = await tx.query<{ groupName: string; directoryId: string; roleKey: string }>(
      `DELETE FROM group_role_mappings m USING roles r
       WHERE m.tenant_id = $1 AND m.id = $2 AND r.tenant_id = m.tenant_id AND r.id = m.role_id
       RETURNING m.group_name AS "groupName", m.directory_id AS "directoryId", r.key AS "roleKey"`,
      [tx.tenantId, input.id],
    )
    if (!removed) throw notFound('mapping')
    await append(tx, {
      action: 'group.role.unmap',
      targets: [{ type: 'directory', id: removed.directoryId }],
      metadata: { groupName: removed.groupName, roleKey: removed.roleKey },
    })
    return { id: input.id }
  })
}
