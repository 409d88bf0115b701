import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'

/**
 * Holds a directory in dry run alone: requests under way have finished, and those behind wait.
 * @throws AppError `not_found`, `conflict` for one that is live
 */
export async function lockDryRun(tx: TenantTx, id: string): Promise<{ type: 'directory'; id: string; name: string }> {
  const [directory] = await tx.query<{ id: string; name: string; mode: string }>(
    'SELECT id, name, mode FROM directories WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
    [tx.tenantId, id],
  )
  if (!directory) throw notFound('directory')
  if (directory.mode !== 'dry-run') {
    throw new AppError({
      code: 'conflict',
      message: `${directory.name} is live already. A live directory does not go back to dry run.`,
    })
  }
  return { type: 'directory', id: directory.id, name: directory.name }
}
