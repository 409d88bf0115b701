import type { Tenant } from '#contracts/tenant.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/** @throws AppError `not_found` */
export async function readTenant(tx: TenantTx): Promise<Tenant> {
  const row = await tx.db.tenant.findUnique({ where: { id: tx.tenantId } })
  if (!row) throw notFound('organisation')
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    logOrigin: row.logOrigin,
    createdAt: row.createdAt.toISOString(),
  }
}
