import { refuseIfLastOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { changedAttributes } from './scim/changed-attributes.ts'
import { requireVersion } from './scim/entity-tag.ts'
import { invalidValue } from './scim/scim-failure.ts'
import type { JsonRecord } from './scim/scim-value.ts'
import { toUserResource, type UserColumns, type UserRecord, userColumns } from './user-resource.ts'
import { endSessions, lockUser, updateUser } from './user-store.ts'

/**
 * What PUT and PATCH share: the row is held, the change is made on what is stored now, and its effects
 * happen in the same transaction. A change that changes nothing makes no version and no event.
 * @throws AppError `not_found`, `precondition_failed`, `uniqueness`, `conflict`; whatever `change` throws
 */
export function changeUser(
  scope: TenantScope<'scim:write'>,
  input: { id: string; ifMatch?: string | undefined },
  change: (current: JsonRecord) => JsonRecord,
): Promise<UserRecord> {
  return withTenant(scope, async (tx) => {
    const row = await lockUser(tx, directoryOf(scope), input.id)
    requireVersion(input.ifMatch, row.version)
    const before = toUserResource(row)
    const after = change(before)
    if (typeof after.active !== 'boolean') throw invalidValue('active is true or false and cannot be removed.')
    const columns = userColumns(after)
    const changed = changedAttributes(before, after)
    if (changed.length === 0) {
      tx.unchanged('the resource is as the provider wants it already')
      return row
    }
    if (row.active && !columns.active) await refuseIfLastOwner(tx, row.id)
    const updated = await updateUser(tx, row, columns)
    await recordChange(tx, row, columns, changed)
    return updated
  })
}

async function recordChange(tx: TenantTx, row: UserRecord, columns: UserColumns, changed: string[]): Promise<void> {
  const targets = [{ type: 'user', id: row.id, name: columns.displayName }]
  const attributes = changed.filter((name) => name !== 'active')
  if (attributes.length > 0) {
    await append(tx, { action: 'user.update', targets, metadata: { changed: attributes } })
  }
  if (row.active === columns.active) return
  if (columns.active) {
    await append(tx, { action: 'user.enable', targets, metadata: {} })
    return
  }
  const sessionsEnded = await endSessions(tx, row.id)
  await append(tx, { action: 'user.disable', targets, metadata: { sessionsEnded } })
}
