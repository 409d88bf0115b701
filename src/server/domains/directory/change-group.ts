import { append, claimLog } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { changeShadowGroup } from './dry-run/change-shadow-group.ts'
import { inDryRun } from './dry-run/shadow-tables.ts'
import { type GroupRecord, groupColumns, toGroupResource } from './group-resource.ts'
import { lockGroup, readGroup, updateGroup } from './group-store.ts'
import { addPeople, applyMembership, type MembershipChange, NotOnlyPeople, onlyAdds } from './membership-store.ts'
import { recordMembership } from './record-membership.ts'
import { rolesChange, rolesOfNames } from './roles-of-names.ts'
import { changedAttributes } from './scim/changed-attributes.ts'
import { type Preconditions, requireVersion } from './scim/entity-tag.ts'
import type { MembershipStep } from './scim/membership-plan.ts'
import type { JsonRecord } from './scim/scim-value.ts'

export type GroupChangeInput = Preconditions & {
  id: string
  body: unknown
  /** Whether the answer shows the members; a group may have very many. */
  withMembers: boolean
}

/**
 * What PUT and PATCH share: the row is held, so that changes to one group come one after the other and
 * none is lost. A change that changes nothing makes no version and no event.
 * @throws AppError `not_found`, `precondition_failed`, `uniqueness`, `invalid_value`; whatever `change` throws
 */
export async function changeGroup(
  scope: TenantScope<'scim:write'>,
  input: GroupChangeInput,
  steps: readonly MembershipStep[],
  change: (current: JsonRecord) => JsonRecord,
): Promise<GroupRecord> {
  if (inDryRun(scope)) return withTenant(scope, (tx) => changeShadowGroup(tx, input, steps, change))
  const people = onlyAdds(steps)
  if (people !== null) {
    try {
      return await tryChange(scope, input, change, (tx, directoryId, row, columns) => {
        // All on their way at once: nothing that is asked here depends on another's answer.
        const asked = Promise.all([
          addPeople(tx, directoryId, row.id, people),
          updateGroup(tx, row, columns),
          rolesOf(tx, directoryId, row, columns),
        ])
        claimLog(tx)
        return asked
      })
    } catch (error) {
      if (!(error instanceof NotOnlyPeople)) throw error
    }
  }
  return tryChange(scope, input, change, async (tx, directoryId, row, columns) => {
    const membership = await applyMembership(tx, directoryId, row.id, steps)
    const updated = await updateGroup(tx, row, columns)
    return [membership, updated, await rolesOf(tx, directoryId, row, columns)]
  })
}

type Columns = ReturnType<typeof groupColumns>
type Carried = [MembershipChange, GroupRecord, string[][]]

function rolesOf(tx: TenantTx, directoryId: string, row: GroupRecord, columns: Columns): Promise<string[][]> {
  return rolesOfNames(tx, directoryId, row.id, [row.displayName, columns.displayName])
}

function tryChange(
  scope: TenantScope<'scim:write'>,
  input: GroupChangeInput,
  change: (current: JsonRecord) => JsonRecord,
  carryOut: (tx: TenantTx, directoryId: string, row: GroupRecord, columns: Columns) => Promise<Carried>,
): Promise<GroupRecord> {
  const directoryId = directoryOf(scope)
  return withTenant(scope, async (tx) => {
    const row = await lockGroup(tx, directoryId, input.id)
    requireVersion(input, row.version)
    const before = toGroupResource(row)
    const after = change(before)
    const changed = changedAttributes(before, after)
    const [membership, updated, [given = [], gives = []]] = await carryOut(tx, directoryId, row, groupColumns(after))
    if (changed.length + membership.added.length + membership.removed.length === 0) {
      tx.unchanged('the resource is as the provider wants it already')
      return input.withMembers ? readGroup(tx, directoryId, row.id, true) : row
    }
    if (changed.length > 0) {
      await append(tx, {
        action: 'group.update',
        targets: [{ type: 'group', id: row.id, name: updated.displayName }],
        metadata: { changed, ...rolesChange(given, gives) },
      })
      announce(tx, [{ type: 'group.updated', group: { ...updated, directoryId }, changed }])
    }
    await recordMembership(tx, { ...updated, directoryId }, membership, { before: given, after: gives })
    return input.withMembers ? readGroup(tx, directoryId, row.id, true) : updated
  })
}
