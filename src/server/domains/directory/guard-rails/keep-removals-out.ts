import type { z } from 'zod'
import type { guardRailsDecideInput } from '#contracts/guard-rails.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { pausedGuardRail } from './paused-guard-rail.ts'

/**
 * Leaves the pause as it is, by somebody's decision, until `resumeRemovals`: until the scope at the provider is mended.
 * @throws AppError `not_found`, `conflict` where the directory is not paused
 */
export function keepRemovalsOut(
  scope: TenantScope<'directory:manage'>,
  { directoryId }: z.infer<typeof guardRailsDecideInput>,
): Promise<{ directoryId: string }> {
  return withTenant(scope, async (tx) => {
    const { target, held, keptOut } = await pausedGuardRail(tx, directoryId)
    if (keptOut) {
      tx.unchanged('they are kept out already')
      return { directoryId }
    }
    await tx.query(
      `UPDATE directory_guard_rails SET kept_out_at = clock_timestamp(), kept_out_by = $3 WHERE tenant_id = $1 AND directory_id = $2`,
      [tx.tenantId, directoryId, scope.principal.type === 'user' ? scope.principal.id : null],
    )
    await append(tx, { action: 'directory.removals.keep_out', targets: [target], metadata: { held } })
    return { directoryId }
  })
}
