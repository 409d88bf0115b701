import type { TenantTx } from '#server/platform/db/index.ts'
import { type GroupRecord, groupColumns, toGroupResource } from '../group-resource.ts'
import { lockGroup, readGroup, updateGroup } from '../group-store.ts'
import { applyMembership } from '../membership-store.ts'
import { rolesChange, rolesOfNames } from '../roles-of-names.ts'
import { changedAttributes } from '../scim/changed-attributes.ts'
import { type Preconditions, requireVersion } from '../scim/entity-tag.ts'
import type { MembershipStep } from '../scim/membership-plan.ts'
import type { JsonRecord } from '../scim/scim-value.ts'
import { holdDryRun } from './hold-dry-run.ts'
import { recordDryRun } from './record-dry-run.ts'
import { recordShadowMembership } from './record-shadow-membership.ts'
import { shadowOf } from './shadow-tables.ts'

/**
 * PUT and PATCH of a Group in dry run.
 * @throws AppError what a live directory would; `unavailable`
 */
export async function changeShadowGroup(
  tx: TenantTx,
  input: { id: string; withMembers: boolean } & Preconditions,
  steps: readonly MembershipStep[],
  change: (current: JsonRecord) => JsonRecord,
): Promise<GroupRecord> {
  const directory = await holdDryRun(tx)
  const shadow = shadowOf(tx)
  const row = await lockGroup(shadow, directory.id, input.id)
  requireVersion(input, row.version)
  const before = toGroupResource(row)
  const after = change(before)
  const changed = changedAttributes(before, after)
  const membership = await applyMembership(shadow, directory.id, row.id, steps)
  if (changed.length + membership.added.length + membership.removed.length === 0) {
    tx.unchanged('the resource is as the provider wants it already')
    return input.withMembers ? readGroup(shadow, directory.id, row.id, true) : row
  }
  const updated = await updateGroup(shadow, row, groupColumns(after))
  const names = [row.displayName, updated.displayName]
  const [given = [], gives = []] = await rolesOfNames(shadow, directory.id, row.id, names)
  if (changed.length > 0) {
    await recordDryRun(tx, directory, [{ type: 'group', id: row.id, name: updated.displayName }], {
      would: 'group.update',
      changed,
      ...rolesChange(given, gives),
    })
  }
  await recordShadowMembership(tx, directory, updated, membership, { before: given, after: gives })
  return input.withMembers ? readGroup(shadow, directory.id, row.id, true) : updated
}
