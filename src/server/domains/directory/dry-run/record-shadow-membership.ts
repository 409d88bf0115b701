import type { TenantTx } from '#server/platform/db/index.ts'
import type { MembershipChange } from '../membership-store.ts'
import { recordDryRun } from './record-dry-run.ts'

/** @param roles what the group would give to those who come, and would have given to those who go */
export async function recordShadowMembership(
  tx: TenantTx,
  directory: { id: string; name: string },
  group: { id: string; displayName: string },
  { added, removed }: MembershipChange,
  roles: { before: string[]; after: string[] },
): Promise<void> {
  const about = (members: MembershipChange['added']) => [
    { type: 'group' as const, id: group.id, name: group.displayName },
    ...members,
  ]
  if (removed.length > 0) {
    await recordDryRun(tx, directory, about(removed), {
      would: 'group.member.remove',
      count: removed.length,
      rolesLost: roles.before,
    })
  }
  if (added.length > 0) {
    await recordDryRun(tx, directory, about(added), {
      would: 'group.member.add',
      count: added.length,
      rolesGained: roles.after,
    })
  }
}
