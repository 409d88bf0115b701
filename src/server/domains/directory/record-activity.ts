import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { UserColumns, UserRecord } from './user-resource.ts'
import { endSessions } from './user-store.ts'

/** Where `active` has changed: the event, and the end of every session of who is disabled. */
export async function recordActivity(tx: TenantTx, before: UserRecord, after: UserColumns): Promise<void> {
  if (before.active === after.active) return
  const targets = [{ type: 'user', id: before.id, name: after.displayName }]
  if (after.active) {
    await append(tx, { action: 'user.enable', targets, metadata: {} })
    return
  }
  const sessionsEnded = await endSessions(tx, before.id)
  await append(tx, { action: 'user.disable', targets, metadata: { sessionsEnded } })
}
