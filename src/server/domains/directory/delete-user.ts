import { lockOwnerRole, refuseIfLastOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { requireVersion } from './scim/entity-tag.ts'
import { toUserResource, userColumns } from './user-resource.ts'
import { deleteUserRow, endSessions, lockUser } from './user-store.ts'

/**
 * DELETE /Users/{id}: the row goes, and sessions, identities, memberships and roles with it. The audit
 * log keeps the opaque id; what it knows of the person besides stands in commitments.
 * @throws AppError `not_found`, `precondition_failed`, `conflict` for the last Owner
 */
export function deleteUser(
  scope: TenantScope<'scim:write'>,
  input: { id: string; ifMatch?: string | undefined },
): Promise<void> {
  return withTenant(scope, async (tx) => {
    await lockOwnerRole(tx)
    const row = await lockUser(tx, directoryOf(scope), input.id)
    requireVersion(input.ifMatch, row.version)
    await refuseIfLastOwner(tx, row.id)
    const sessionsEnded = await endSessions(tx, row.id)
    await deleteUserRow(tx, row.id)
    const { displayName } = userColumns(toUserResource(row))
    await append(tx, {
      action: 'user.delete',
      targets: [{ type: 'user', id: row.id, name: displayName }],
      metadata: { sessionsEnded },
    })
  })
}
