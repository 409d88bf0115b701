import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { deleteShadowGroup } from './dry-run/delete-shadow-group.ts'
import { inDryRun } from './dry-run/shadow-tables.ts'
import { endingMemberships } from './ending-memberships.ts'
import { deleteGroupRow, lockGroup } from './group-store.ts'
import { leaveNestings, settleClosure } from './nesting-store.ts'
import { rolesChange, rolesOfNames } from './roles-of-names.ts'
import { type Preconditions, requireVersion } from './scim/entity-tag.ts'

/**
 * DELETE /Groups/{id}: memberships go with it, and the roles that came through them.
 * @throws AppError `not_found`, `precondition_failed`
 */
export function deleteGroup(scope: TenantScope<'scim:write'>, input: { id: string } & Preconditions): Promise<void> {
  return withTenant(scope, async (tx) => {
    if (inDryRun(scope)) return deleteShadowGroup(tx, input)
    const directoryId = directoryOf(scope)
    const row = await lockGroup(tx, directoryId, input.id)
    requireVersion(input, row.version)
    const [gave = []] = await rolesOfNames(tx, directoryId, row.id, [row.displayName])
    const holders = await leaveNestings(tx, directoryId, row.id)
    const ending = await endingMemberships(tx, { groupId: row.id })
    await deleteGroupRow(tx, row.id)
    if (holders.length > 0) await settleClosure(tx, holders)
    await append(tx, {
      action: 'group.delete',
      targets: [{ type: 'group', id: row.id, name: row.displayName }],
      metadata: { displayName: row.displayName, ...rolesChange(gave, []) },
    })
    announce(tx, [...ending, { type: 'group.deleted', group: { ...row, directoryId } }])
  })
}
