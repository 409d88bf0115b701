import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/**
 * A person by id, held in place until the transaction ends so that what is written about them has somebody to refer to.
 * @throws AppError `not_found`
 */
export async function lockMember(tx: TenantTx, id: string): Promise<{ id: string; name: string; active: boolean }> {
  const [row] = await tx.query<{ id: string; name: string; active: boolean }>(
    'SELECT id, display_name AS name, active FROM users WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE',
    [tx.tenantId, id],
  )
  if (!row) throw notFound('person')
  return row
}
