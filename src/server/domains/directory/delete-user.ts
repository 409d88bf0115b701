import { lockOwnerRole, refuseIfLastOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { endAccess } from '#server/domains/leavers/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { deleteShadowUser } from './dry-run/delete-shadow-user.ts'
import { inDryRun } from './dry-run/shadow-tables.ts'
import { endingMemberships } from './ending-memberships.ts'
import { admitRemoval } from './guard-rails/admit-removal.ts'
import { recordingHolds } from './guard-rails/recording-holds.ts'
import { raiseGroupsOf } from './nesting-store.ts'
import { type Preconditions, requireVersion } from './scim/entity-tag.ts'
import { toUserResource, userColumns } from './user-resource.ts'
import { deleteUserRow, endSessions, lockUser, lockUserWhole } from './user-store.ts'

/**
 * DELETE /Users/{id}: the row goes, and sessions, identities, memberships and roles with it; groups that named the
 * person have a new version. The audit
 * log keeps the opaque id; what it knows of the person besides stands in commitments.
 * @throws AppError `not_found`, `precondition_failed`, `conflict` for the last Owner,
 *   `held_back` where the directory's guard rail holds it back
 */
export function deleteUser(scope: TenantScope<'scim:write'>, input: { id: string } & Preconditions): Promise<void> {
  return recordingHolds(scope, () =>
    withTenant(scope, async (tx) => {
      if (inDryRun(scope)) return deleteShadowUser(tx, input)
      const directoryId = directoryOf(scope)
      await lockOwnerRole(tx)
      const raised = await raiseGroupsOf(tx, input.id)
      const row = await lockUser(tx, directoryId, input.id)
      requireVersion(input, row.version)
      await refuseIfLastOwner(tx, row.id)
      const columns = userColumns(toUserResource(row))
      const { displayName } = columns
      const admitted = await admitRemoval(
        tx,
        directoryId,
        { id: row.id, name: displayName, active: row.active },
        'delete',
      )
      // Who was disabled before has a receipt of that.
      const ended = row.active
        ? await endAccess(tx, { userId: row.id, name: displayName, cause: 'delete', directoryId, ...admitted })
        : { metadata: { sessionsEnded: await endSessions(tx, row.id) } }
      // Whoever was just adding the person to a group has finished; that group is rarely another.
      await lockUserWhole(tx, row.id)
      await raiseGroupsOf(tx, row.id, raised)
      const ending = await endingMemberships(tx, { userId: row.id })
      await deleteUserRow(tx, row.id)
      const targets = [{ type: 'user', id: row.id, name: displayName }]
      const options = 'onRecorded' in ended ? { onRecorded: ended.onRecorded } : {}
      await append(tx, { action: 'user.delete', targets, metadata: ended.metadata }, options)
      announce(tx, [...ending, { type: 'user.deleted', user: { ...columns, id: row.id, directoryId } }])
    }),
  )
}
