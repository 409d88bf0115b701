import { refuseIfLastOwner } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { raiseGroupsOf } from '../nesting-store.ts'
import { type Preconditions, requireVersion } from '../scim/entity-tag.ts'
import { toUserResource, userColumns } from '../user-resource.ts'
import { deleteUserRow, lockUser, lockUserWhole } from '../user-store.ts'
import { standsForOf } from './dry-run-store.ts'
import { holdDryRun } from './hold-dry-run.ts'
import { recordDeparture } from './record-departure.ts'
import { shadowOf } from './shadow-tables.ts'

/**
 * DELETE /Users/{id} in dry run.
 * @throws AppError `not_found`, `precondition_failed`, `conflict` for the last Owner, `unavailable`
 */
export async function deleteShadowUser(tx: TenantTx, input: { id: string } & Preconditions): Promise<void> {
  const directory = await holdDryRun(tx)
  const shadow = shadowOf(tx)
  const raised = await raiseGroupsOf(shadow, input.id)
  const row = await lockUser(shadow, directory.id, input.id)
  requireVersion(input, row.version)
  const person = await standsForOf(tx, row.id)
  if (person !== null) await refuseIfLastOwner(tx, person)
  await lockUserWhole(shadow, row.id)
  await raiseGroupsOf(shadow, row.id, raised)
  const { displayName: name } = userColumns(toUserResource(row))
  await recordDeparture(tx, directory, { id: person ?? row.id, shadowId: row.id, name }, 'delete', row.active)
  await deleteUserRow(shadow, row.id)
}
