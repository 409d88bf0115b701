import { holdsOwner, lockOwnerRole, refuseIfLastOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type Announcement, announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { changeShadowUser } from './dry-run/change-shadow-user.ts'
import { inDryRun } from './dry-run/shadow-tables.ts'
import { recordingHolds } from './guard-rails/recording-holds.ts'
import { identifies, identifiesOwner } from './identifying-change.ts'
import { recordActivity } from './record-activity.ts'
import { changedAttributes } from './scim/changed-attributes.ts'
import { type Preconditions, requireVersion } from './scim/entity-tag.ts'
import { invalidValue } from './scim/scim-failure.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import type { JsonRecord } from './scim/scim-value.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { toUserResource, type UserColumns, type UserRecord, userColumns } from './user-resource.ts'
import { lockUser, updateUser } from './user-store.ts'
import { bodyNamesOthers, userTypeIn } from './user-type.ts'

export type UserChangeInput = Preconditions & { id: string; body: unknown }
/** `mayDisable`: whether the change could disable the person; the Owner role is then held before their row. */
export type UserChange = { mayDisable: boolean; change: (current: JsonRecord) => JsonRecord }

/**
 * What PUT and PATCH share: the row is held, the change is made on what is stored now, and its effects
 * happen in the same transaction. A change that changes nothing makes no version and no event.
 * @param plan reads the body as the tenant's schemas have it: before anything is opened, where the built-in ones do
 * @throws AppError `not_found`, `precondition_failed`, `uniqueness`, `conflict`; whatever `plan` and its change throw
 */
export async function changeUser(
  scope: TenantScope<'scim:write'>,
  input: UserChangeInput,
  plan: (type: ResourceType) => UserChange,
): Promise<UserRecord> {
  const planned = bodyNamesOthers(input.body) ? null : plan(USER_RESOURCE)
  return recordingHolds(scope, () =>
    withTenant(scope, async (tx) => {
      const { mayDisable, change } = planned ?? plan(await userTypeIn(tx))
      if (inDryRun(scope)) return changeShadowUser(tx, input, change)
      if (mayDisable) await lockOwnerRole(tx)
      const directoryId = directoryOf(scope)
      const row = await lockUser(tx, directoryId, input.id)
      requireVersion(input, row.version)
      const before = toUserResource(row)
      const after = change(before)
      if (typeof after.active !== 'boolean') throw invalidValue('active is true or false and cannot be removed.')
      const columns = userColumns(after)
      const changed = changedAttributes(before, after)
      if (changed.length === 0) {
        tx.unchanged('the resource is as the provider wants it already')
        return row
      }
      if (identifies(changed) && (await holdsOwner(tx, row.id))) throw identifiesOwner()
      if (row.active && !columns.active) await refuseIfLastOwner(tx, row.id)
      const updated = await updateUser(tx, row, columns)
      await recordChange(tx, row, columns, changed)
      announce(tx, announcementsOf(row, { ...columns, id: row.id, directoryId }, changed))
      return updated
    }),
  )
}

async function recordChange(tx: TenantTx, row: UserRecord, columns: UserColumns, changed: string[]): Promise<void> {
  const targets = [{ type: 'user', id: row.id, name: columns.displayName }]
  const attributes = changed.filter((name) => name !== 'active')
  if (attributes.length > 0) {
    await append(tx, { action: 'user.update', targets, metadata: { changed: attributes } })
  }
  await recordActivity(tx, row, columns)
}

/** A change that also lets in or shuts out is told of as two. */
function announcementsOf(
  before: UserRecord,
  user: UserColumns & { id: string; directoryId: string },
  changed: string[],
): Announcement[] {
  const attributes = changed.filter((name) => name !== 'active')
  const told: Announcement[] = attributes.length > 0 ? [{ type: 'user.updated', user, changed: attributes }] : []
  if (before.active !== user.active) told.push({ type: user.active ? 'user.enabled' : 'user.disabled', user })
  return told
}
