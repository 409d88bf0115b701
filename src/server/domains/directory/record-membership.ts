import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { MembershipChange } from './membership-store.ts'

/** An event names at most 32 targets (AUDIT-BUNDLE.md): the group and the first people; the count is exact. */
const PEOPLE_NAMED = 31

export async function recordMembership(
  tx: TenantTx,
  group: { id: string; displayName: string },
  change: MembershipChange,
): Promise<void> {
  for (const [action, people] of [
    ['group.member.remove', change.removed],
    ['group.member.add', change.added],
  ] as const) {
    if (people.length === 0) continue
    await append(tx, {
      action,
      targets: [
        { type: 'group', id: group.id, name: group.displayName },
        ...people.slice(0, PEOPLE_NAMED).map(({ id, name }) => ({ type: 'user', id, name })),
      ],
      metadata: { count: people.length },
    })
  }
}
