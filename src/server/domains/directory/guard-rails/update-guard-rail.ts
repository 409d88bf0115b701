import type { z } from 'zod'
import type { guardRailsUpdateInput } from '#contracts/guard-rails.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { guardRailOf, lockGuardRail } from './guard-rail-store.ts'

/**
 * Sets where the line is from now on. A directory that is paused stays so: that is another decision.
 * @throws AppError `not_found`
 */
export function updateGuardRail(
  scope: TenantScope<'directory:manage'>,
  { directoryId, settings }: z.infer<typeof guardRailsUpdateInput>,
): Promise<{ directoryId: string }> {
  return withTenant(scope, async (tx) => {
    const rail = await lockGuardRail(tx, directoryId)
    const before = await guardRailOf(tx, directoryId)
    if (!rail || !before) throw notFound('directory')
    const { enabled, sharePercent, peopleAtLeast, windowMinutes } = settings
    if (
      enabled === before.enabled &&
      sharePercent === before.sharePercent &&
      peopleAtLeast === before.peopleAtLeast &&
      windowMinutes === before.windowMinutes
    ) {
      tx.unchanged('the guard rail is set so already')
      return { directoryId }
    }
    await tx.query(
      `UPDATE directory_guard_rails SET enabled = $3, share_percent = $4, people_at_least = $5, window_minutes = $6
       WHERE tenant_id = $1 AND directory_id = $2`,
      [tx.tenantId, directoryId, enabled, sharePercent, peopleAtLeast, windowMinutes],
    )
    await append(tx, {
      action: 'directory.guard_rail.update',
      targets: [{ type: 'directory', id: directoryId, name: rail.name }],
      metadata: settings,
    })
    return { directoryId }
  })
}
