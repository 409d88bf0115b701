import type { z } from 'zod'
import type { dryRunDiscardInput } from '#contracts/dry-run.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { dropShadow } from './dry-run-store.ts'
import { lockDryRun } from './lock-dry-run.ts'

/**
 * Empties the shadow of a directory that stays in dry run, to begin it anew.
 * @throws AppError `not_found`, `conflict` for a directory that is live
 */
export function discardDryRun(
  scope: TenantScope<'directory:manage'>,
  { directoryId }: z.infer<typeof dryRunDiscardInput>,
): Promise<{ directoryId: string; people: number; groups: number }> {
  return withTenant(scope, async (tx) => {
    const target = await lockDryRun(tx, directoryId)
    const dropped = await dropShadow(tx, directoryId)
    await append(tx, { action: 'directory.dry_run.discard', targets: [target], metadata: dropped })
    return { directoryId, ...dropped }
  })
}
