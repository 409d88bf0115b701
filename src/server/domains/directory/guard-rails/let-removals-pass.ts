import type { z } from 'zod'
import type { guardRailsLetPassInput } from '#contracts/guard-rails.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { pausedGuardRail } from './paused-guard-rail.ts'

/**
 * Ends the pause. So many people may be disabled or removed uncounted within so many hours, which the provider's next
 * attempts do; counting begins anew for what goes beyond.
 * @throws AppError `not_found`, `conflict` where the directory is not paused
 */
export function letRemovalsPass(
  scope: TenantScope<'directory:manage'>,
  { directoryId, people, hours }: z.infer<typeof guardRailsLetPassInput>,
): Promise<{ directoryId: string }> {
  return withTenant(scope, async (tx) => {
    const { target } = await pausedGuardRail(tx, directoryId)
    await tx.query(
      `UPDATE directory_guard_rails SET paused_at = NULL, kept_out_at = NULL, kept_out_by = NULL,
         counted_since = clock_timestamp(), pass_people = $3, pass_until = clock_timestamp() + make_interval(hours => $4)
       WHERE tenant_id = $1 AND directory_id = $2`,
      [tx.tenantId, directoryId, people, hours],
    )
    await append(tx, { action: 'directory.removals.pass', targets: [target], metadata: { people, hours } })
    return { directoryId }
  })
}
