import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { directoryOf } from './directory-of.ts'
import { createShadowGroup } from './dry-run/create-shadow-group.ts'
import { inDryRun } from './dry-run/shadow-tables.ts'
import { type GroupRecord, groupColumns } from './group-resource.ts'
import { insertGroup, readGroup } from './group-store.ts'
import { applyMembership } from './membership-store.ts'
import { recordMembership } from './record-membership.ts'
import { rolesOfNames } from './roles-of-names.ts'
import { membersOf, parseGroup } from './scim/parse-group.ts'

/**
 * POST /Groups (RFC 7644 section 3.3).
 * @param body the SCIM resource as it arrived
 * @throws AppError `invalid_syntax`, `invalid_value`, `uniqueness`
 */
export async function createGroup(scope: TenantScope<'scim:write'>, body: unknown): Promise<GroupRecord> {
  const columns = groupColumns(parseGroup(body))
  const members = membersOf(body)
  const directoryId = directoryOf(scope)
  return withTenant(scope, async (tx) => {
    if (inDryRun(scope)) return createShadowGroup(tx, columns, members)
    const group = await insertGroup(tx, directoryId, newId(), columns)
    const change = await applyMembership(tx, directoryId, group.id, [
      { kind: 'change', add: members, remove: new Set() },
    ])
    await append(tx, {
      action: 'group.create',
      targets: [{ type: 'group', id: group.id, name: group.displayName }],
      metadata: { displayName: group.displayName, members: change.added.length },
    })
    announce(tx, [{ type: 'group.created', group: { ...group, directoryId } }])
    const [gives = []] = await rolesOfNames(tx, directoryId, group.id, [group.displayName])
    await recordMembership(tx, { ...group, directoryId }, change, { before: [], after: gives })
    return readGroup(tx, directoryId, group.id, true)
  })
}
