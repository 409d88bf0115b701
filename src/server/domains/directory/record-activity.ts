import { append } from '#server/domains/audit/index.ts'
import { endAccess } from '#server/domains/leavers/index.ts'
import type { TenantScope, TenantTx } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { admitRemoval } from './guard-rails/admit-removal.ts'
import type { UserColumns, UserRecord } from './user-resource.ts'

/**
 * Where `active` has changed: the event and, for who is disabled, the end of all access. Enabling brings back nothing
 * that was ended: what the groups give counts as they are now.
 * @throws AppError `held_back` where the directory's guard rail holds it back
 */
export async function recordActivity(tx: TenantTx, before: UserRecord, after: UserColumns): Promise<void> {
  if (before.active === after.active) return
  const targets = [{ type: 'user', id: before.id, name: after.displayName }]
  if (after.active) {
    await append(tx, { action: 'user.enable', targets, metadata: {} })
    return
  }
  const person = { id: before.id, name: after.displayName, active: true }
  const directoryId = directoryOf(tx.scope as TenantScope<'scim:write'>)
  const admitted = await admitRemoval(tx, directoryId, person, 'disable')
  const leaving = { userId: before.id, name: after.displayName, cause: 'disable', directoryId, ...admitted } as const
  const { metadata, onRecorded } = await endAccess(tx, leaving)
  await append(tx, { action: 'user.disable', targets, metadata }, { onRecorded })
}
