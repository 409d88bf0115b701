import type { z } from 'zod'
import { type GuardRail, type guardRailsGetInput, HELD_SHOWN, type HeldPerson } from '#contracts/guard-rails.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { guardRailOf } from './guard-rail-store.ts'

/** @throws AppError `not_found` */
export function getGuardRail(
  scope: TenantScope<'directory:read'>,
  { directoryId }: z.infer<typeof guardRailsGetInput>,
): Promise<GuardRail> {
  return withTenant(scope, async (tx) => {
    const row = await guardRailOf(tx, directoryId)
    if (!row) throw notFound('directory')
    const { enabled, sharePercent, peopleAtLeast, windowMinutes, removed, pausedAt, keptOutAt, passUntil } = row
    return {
      settings: { enabled, sharePercent, peopleAtLeast, windowMinutes },
      removed,
      pause: pausedAt && {
        since: pausedAt.toISOString(),
        removed: row.pausedRemoved ?? 0,
        active: row.pausedActive ?? 0,
        held: row.held,
        people: await peopleHeld(tx, directoryId),
        keptOut: keptOutAt && { at: keptOutAt.toISOString(), by: row.keptOutByName },
      },
      pass: passUntil && { people: row.passPeople, until: passUntil.toISOString() },
    }
  })
}

type HeldRow = Omit<HeldPerson, 'firstHeldAt' | 'lastHeldAt'> & { firstHeldAt: Date; lastHeldAt: Date }

async function peopleHeld(tx: TenantTx, directoryId: string): Promise<HeldPerson[]> {
  const rows = await tx.query<HeldRow>(
    `SELECT u.id, u.display_name AS name, u.email, h.operation, h.first_held_at AS "firstHeldAt",
       h.last_held_at AS "lastHeldAt", h.attempts
     FROM directory_holds h JOIN users u ON u.tenant_id = h.tenant_id AND u.id = h.user_id
     WHERE h.tenant_id = $1 AND h.directory_id = $2 ORDER BY lower(u.display_name), u.id LIMIT ${HELD_SHOWN}`,
    [tx.tenantId, directoryId],
  )
  return rows.map((row) => ({
    ...row,
    firstHeldAt: row.firstHeldAt.toISOString(),
    lastHeldAt: row.lastHeldAt.toISOString(),
  }))
}
