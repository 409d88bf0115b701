import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { GroupRecord } from '../group-resource.ts'
import { insertGroup, readGroup } from '../group-store.ts'
import { applyMembership } from '../membership-store.ts'
import { rolesOfNames } from '../roles-of-names.ts'
import { holdDryRun } from './hold-dry-run.ts'
import { recordDryRun } from './record-dry-run.ts'
import { recordShadowMembership } from './record-shadow-membership.ts'
import { shadowOf } from './shadow-tables.ts'

/**
 * POST /Groups in dry run.
 * @throws AppError `invalid_value`, `uniqueness`, `unavailable`
 */
export async function createShadowGroup(
  tx: TenantTx,
  columns: { externalId: string | null; displayName: string },
  members: Set<string>,
): Promise<GroupRecord> {
  const directory = await holdDryRun(tx)
  const shadow = shadowOf(tx)
  const group = await insertGroup(shadow, directory.id, newId(), columns)
  const change = await applyMembership(shadow, directory.id, group.id, [
    { kind: 'change', add: members, remove: new Set() },
  ])
  const about = { type: 'group', id: group.id, name: group.displayName } as const
  await recordDryRun(tx, directory, [about], { would: 'group.create' })
  const [gives = []] = await rolesOfNames(shadow, directory.id, group.id, [group.displayName])
  await recordShadowMembership(tx, directory, group, change, { before: [], after: gives })
  return readGroup(shadow, directory.id, group.id, true)
}
