import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/** @throws AppError `not_found` */
export async function requireDirectory(tx: TenantTx, id: string): Promise<void> {
  const rows = await tx.query('SELECT 1 FROM directories WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id])
  if (rows.length === 0) throw notFound('directory')
}
