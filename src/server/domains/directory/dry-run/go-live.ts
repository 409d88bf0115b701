import type { z } from 'zod'
import type { dryRunGoLiveInput } from '#contracts/dry-run.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { dropShadow } from './dry-run-store.ts'
import { lockDryRun } from './lock-dry-run.ts'

/**
 * Ends a directory's dry run for good. The shadow goes and with it every id that the provider was told, so that its
 * next full cycle finds nobody and makes or takes over everybody for real.
 * @throws AppError `not_found`, `conflict` for a directory that is live, `invalid_input` where the name is another
 */
export function goLive(
  scope: TenantScope<'directory:manage'>,
  { directoryId, name }: z.infer<typeof dryRunGoLiveInput>,
): Promise<{ directoryId: string; people: number; groups: number }> {
  return withTenant(scope, async (tx) => {
    const target = await lockDryRun(tx, directoryId)
    if (name.trim() !== target.name) {
      throw new AppError({
        code: 'invalid_input',
        message: `Type the name of the directory, ${target.name}, so that the right one goes live.`,
        path: '/name',
      })
    }
    const dropped = await dropShadow(tx, directoryId)
    await tx.query(`UPDATE directories SET mode = 'live' WHERE tenant_id = $1 AND id = $2`, [tx.tenantId, directoryId])
    await append(tx, { action: 'directory.dry_run.end', targets: [target], metadata: dropped })
    await notifyOwners(tx, { notice: 'directory.live', target: { id: target.id, name: target.name } })
    return { directoryId, ...dropped }
  })
}
