import type { z } from 'zod'
import type { guardRailsDecideInput } from '#contracts/guard-rails.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { removeHolds } from './guard-rail-store.ts'
import { pausedGuardRail } from './paused-guard-rail.ts'

/**
 * Ends the pause without a pass: what the provider still asks for is measured anew, and pauses again beyond the line.
 * @throws AppError `not_found`, `conflict` where the directory is not paused
 */
export function resumeRemovals(
  scope: TenantScope<'directory:manage'>,
  { directoryId }: z.infer<typeof guardRailsDecideInput>,
): Promise<{ directoryId: string }> {
  return withTenant(scope, async (tx) => {
    const { target, held } = await pausedGuardRail(tx, directoryId)
    await removeHolds(tx, directoryId)
    await tx.query(
      `UPDATE directory_guard_rails SET paused_at = NULL, kept_out_at = NULL, kept_out_by = NULL,
         counted_since = clock_timestamp(), pass_people = 0, pass_until = NULL WHERE tenant_id = $1 AND directory_id = $2`,
      [tx.tenantId, directoryId],
    )
    await append(tx, { action: 'directory.removals.resume', targets: [target], metadata: { held } })
    return { directoryId }
  })
}
