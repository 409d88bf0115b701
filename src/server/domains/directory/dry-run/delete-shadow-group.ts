import type { TenantTx } from '#server/platform/db/index.ts'
import { deleteGroupRow, lockGroup } from '../group-store.ts'
import { leaveNestings, settleClosure } from '../nesting-store.ts'
import { rolesOfNames } from '../roles-of-names.ts'
import { type Preconditions, requireVersion } from '../scim/entity-tag.ts'
import { holdDryRun } from './hold-dry-run.ts'
import { recordDryRun } from './record-dry-run.ts'
import { shadowOf } from './shadow-tables.ts'

/**
 * DELETE /Groups/{id} in dry run.
 * @throws AppError `not_found`, `precondition_failed`, `unavailable`
 */
export async function deleteShadowGroup(tx: TenantTx, input: { id: string } & Preconditions): Promise<void> {
  const directory = await holdDryRun(tx)
  const shadow = shadowOf(tx)
  const row = await lockGroup(shadow, directory.id, input.id)
  requireVersion(input, row.version)
  const [gave = []] = await rolesOfNames(shadow, directory.id, row.id, [row.displayName])
  const holders = await leaveNestings(shadow, directory.id, row.id)
  await deleteGroupRow(shadow, row.id)
  if (holders.length > 0) await settleClosure(shadow, holders)
  await recordDryRun(tx, directory, [{ type: 'group', id: row.id, name: row.displayName }], {
    would: 'group.delete',
    rolesLost: gave,
  })
}
