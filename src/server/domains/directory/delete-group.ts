import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { deleteGroupRow, lockGroup } from './group-store.ts'
import { rolesChange, rolesOfNames } from './roles-of-names.ts'
import { requireVersion } from './scim/entity-tag.ts'

/**
 * DELETE /Groups/{id}: memberships go with it, and the roles that came through them.
 * @throws AppError `not_found`, `precondition_failed`
 */
export function deleteGroup(
  scope: TenantScope<'scim:write'>,
  input: { id: string; ifMatch?: string | undefined },
): Promise<void> {
  return withTenant(scope, async (tx) => {
    const directoryId = directoryOf(scope)
    const row = await lockGroup(tx, directoryId, input.id)
    requireVersion(input.ifMatch, row.version)
    await deleteGroupRow(tx, row.id)
    const [gave = []] = await rolesOfNames(tx, directoryId, [row.displayName])
    await append(tx, {
      action: 'group.delete',
      targets: [{ type: 'group', id: row.id, name: row.displayName }],
      metadata: { displayName: row.displayName, ...rolesChange(gave, []) },
    })
  })
}
