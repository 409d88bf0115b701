import { holdsOwner, refuseIfLastOwner } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { identifies, identifiesOwner } from '../identifying-change.ts'
import { changedAttributes } from '../scim/changed-attributes.ts'
import { type Preconditions, requireVersion } from '../scim/entity-tag.ts'
import { invalidValue } from '../scim/scim-failure.ts'
import type { JsonRecord } from '../scim/scim-value.ts'
import { toUserResource, type UserRecord, userColumns } from '../user-resource.ts'
import { lockUser, updateUser, userNameTaken } from '../user-store.ts'
import { accessOf, isNameTaken, standsForOf } from './dry-run-store.ts'
import { holdDryRun } from './hold-dry-run.ts'
import { recordDeparture } from './record-departure.ts'
import { recordDryRun } from './record-dry-run.ts'
import { shadowOf } from './shadow-tables.ts'

/**
 * PUT and PATCH of a User in dry run.
 * @throws AppError what a live directory would, but for `held_back`, which the event tells; `unavailable`
 */
export async function changeShadowUser(
  tx: TenantTx,
  input: { id: string } & Preconditions,
  change: (current: JsonRecord) => JsonRecord,
): Promise<UserRecord> {
  const directory = await holdDryRun(tx)
  const shadow = shadowOf(tx)
  const row = await lockUser(shadow, directory.id, input.id)
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
  const person = await standsForOf(tx, row.id)
  const owner = person !== null && (await holdsOwner(tx, person))
  if (owner && identifies(changed)) throw identifiesOwner()
  if (owner && row.active && !columns.active) await refuseIfLastOwner(tx, person)
  if (changed.includes('userName') && (await isNameTaken(tx, directory.id, columns.userName))) throw userNameTaken()
  const about = { type: 'user', id: person ?? row.id, name: columns.displayName } as const
  const updated = await updateUser(shadow, row, columns)
  const attributes = changed.filter((name) => name !== 'active')
  if (attributes.length > 0) {
    await recordDryRun(tx, directory, [about], { would: 'user.update', changed: attributes })
  }
  if (row.active && !columns.active) await recordDeparture(tx, directory, { ...about, shadowId: row.id }, 'disable')
  if (!row.active && columns.active) {
    const { roles } = await accessOf(tx, row.id)
    await recordDryRun(tx, directory, [about], { would: 'user.enable', rolesGained: roles })
  }
  return updated
}
