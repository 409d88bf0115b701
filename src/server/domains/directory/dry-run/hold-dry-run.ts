import { wentLive } from '#server/domains/access/index.ts'
import type { TenantScope, TenantTx } from '#server/platform/db/index.ts'
import { directoryOf } from '../directory-of.ts'

/**
 * Holds the directory in dry run until the transaction ends; many may at once. Going live waits for them, and what
 * comes behind it is not kept in a shadow that is gone.
 * @throws AppError `unavailable` where the directory has gone live
 */
export async function holdDryRun(tx: TenantTx): Promise<{ id: string; name: string }> {
  const id = directoryOf(tx.scope as TenantScope<'scim:write'>)
  const [directory] = await tx.prepared<{ id: string; name: string; mode: string }>(
    'dry-run-hold-directory',
    'SELECT id, name, mode FROM directories WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE',
    [tx.tenantId, id],
  )
  if (directory?.mode !== 'dry-run') throw wentLive()
  return directory
}
