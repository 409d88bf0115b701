import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { noteMembership, type TenantTx } from '#server/platform/db/index.ts'
import type { GroupRecord } from './group-resource.ts'
import type { MembershipChange } from './membership-store.ts'

/** An event names at most 32 targets (AUDIT-BUNDLE.md): the group and the first people; the count is exact. */
const PEOPLE_NAMED = 31

/**
 * @param roles what the group gives to those who come, and gave to those who go
 */
export async function recordMembership(
  tx: TenantTx,
  group: Pick<GroupRecord, 'id' | 'externalId' | 'displayName'> & { directoryId: string },
  change: MembershipChange,
  roles: { before: readonly string[]; after: readonly string[] },
): Promise<void> {
  const targets = (people: MembershipChange['added']) => [
    { type: 'group', id: group.id, name: group.displayName },
    ...people.slice(0, PEOPLE_NAMED).map(({ id, name, type }) => ({ type, id, name })),
  ]
  const { removed, added } = change
  noteMembership(tx, group.id, change)
  if (removed.length > 0) {
    await append(tx, {
      action: 'group.member.remove',
      targets: targets(removed),
      metadata: { count: removed.length, ...(roles.before.length > 0 && { rolesLost: [...roles.before] }) },
    })
  }
  if (added.length > 0) {
    await append(tx, {
      action: 'group.member.add',
      targets: targets(added),
      metadata: { count: added.length, ...(roles.after.length > 0 && { rolesGained: [...roles.after] }) },
    })
  }
  announce(tx, [
    { type: 'membership.removed', group, members: removed },
    { type: 'membership.added', group, members: added },
  ])
}
