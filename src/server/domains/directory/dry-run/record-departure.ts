import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { accessOf, insertDeparture, standsForOf, wouldBeHeld } from './dry-run-store.ts'
import { recordDryRun } from './record-dry-run.ts'

/**
 * Who would be disabled or deleted: with what would have ended, and whether the guard rail would have held it back.
 * Call it before the shadow forgets them.
 * @param person.id the real person's where there is one
 * @param active whether there was access to lose
 */
export async function recordDeparture(
  tx: TenantTx,
  directory: { id: string; name: string },
  { id, shadowId, name }: { id: string; shadowId: string; name: string },
  operation: 'disable' | 'delete',
  active = true,
): Promise<void> {
  const access = await accessOf(tx, shadowId)
  const held = active && (await wouldBeHeld(tx, directory.id, shadowId))
  const standsFor = await standsForOf(tx, shadowId)
  await insertDeparture(tx, {
    id: newId(),
    directoryId: directory.id,
    shadowId,
    standsFor,
    name,
    operation,
    counted: active,
    held,
  })
  await recordDryRun(tx, directory, [{ type: 'user', id, name }], {
    would: `user.${operation}`,
    ...(active && access.sessions > 0 && { sessionsEnded: access.sessions }),
    ...(active && { rolesLost: access.roles }),
    ...(held && { heldBack: true as const }),
  })
}
