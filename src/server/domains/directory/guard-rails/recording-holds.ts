import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { countActive, type GuardRailRow, guardRailOf, lockGuardRail, removeHolds } from './guard-rail-store.ts'
import { type HeldRemoval, heldRemovalOf } from './held-removal.ts'

/**
 * Runs a change of people. Where a guard rail holds it back, which ends its transaction, the directory is paused and
 * the person listed in a transaction of their own before the answer.
 */
export async function recordingHolds<T>(scope: TenantScope<'scim:write'>, change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    const held = heldRemovalOf(error)
    if (held !== null) {
      await recordHold(scope, held).catch((failure: unknown) => {
        // The removal stays refused: while the count stands, so does the line. That it is not listed must be seen.
        const { tenantId, principal } = scope
        logger().error(
          { err: failure, tenantId, requestId: principal.request.requestId },
          'a removal that was held back could not be recorded',
        )
      })
    }
    throw error
  }
}

function recordHold(scope: TenantScope<'scim:write'>, held: HeldRemoval): Promise<void> {
  return withTenant(scope, async (tx) => {
    const rail = await lockGuardRail(tx, held.directoryId)
    if (!rail) return tx.unchanged('the directory is gone')
    // Others were held back at the same moment: one of them pauses. Nor may a hold outlast an admin's decision.
    if (!rail.paused) {
      if (held.removedBefore === null) return tx.unchanged('an admin has decided meanwhile')
      await pause(tx, held, rail.name, held.removedBefore)
    }
    const [first] = await tx.query<{ first: boolean }>(
      `INSERT INTO directory_holds AS h (tenant_id, id, directory_id, user_id, operation)
       SELECT tenant_id, $2, $3, id, $5 FROM users WHERE tenant_id = $1 AND id = $4
       ON CONFLICT (tenant_id, directory_id, user_id) DO UPDATE
         SET last_held_at = clock_timestamp(), attempts = h.attempts + 1, operation = EXCLUDED.operation
       RETURNING attempts = 1 AS first`,
      [tx.tenantId, newId(), held.directoryId, held.userId, held.operation],
    )
    if (!first?.first) return tx.housekeeping('a removal that is held back was tried again')
    await append(tx, {
      action: 'directory.removals.hold',
      targets: [
        { type: 'directory', id: held.directoryId, name: rail.name },
        { type: 'user', id: held.userId, name: held.name },
      ],
      outcome: { result: 'denied', reason: 'guard_rail' },
      metadata: { operation: held.operation },
    })
  })
}

async function pause(tx: TenantTx, { directoryId }: HeldRemoval, name: string, removed: number): Promise<void> {
  const { windowMinutes } = (await guardRailOf(tx, directoryId)) as GuardRailRow
  const active = (await countActive(tx)) + removed
  await removeHolds(tx, directoryId)
  await tx.query(
    `UPDATE directory_guard_rails SET paused_at = clock_timestamp(), paused_removed = $3, paused_active = $4,
       pass_people = 0, pass_until = NULL WHERE tenant_id = $1 AND directory_id = $2`,
    [tx.tenantId, directoryId, removed, active],
  )
  await append(tx, {
    action: 'directory.removals.pause',
    targets: [{ type: 'directory', id: directoryId, name }],
    metadata: { removed, active, windowMinutes },
  })
  await notifyOwners(tx, { notice: 'directory-removals.pause', target: { id: directoryId, name } })
}
