import type { Tenant } from '#contracts/tenant.ts'
import { createBuiltInRoles } from '#server/domains/access/index.ts'
import { append, startAuditLog } from '#server/domains/audit/index.ts'
import { createTenantKeys } from '#server/domains/keys/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { readTenant } from './tenant-store.ts'

/**
 * A tenant of either kind with its keys, its log and its roles, in one transaction.
 * @throws AppError `uniqueness` where the short name is taken
 */
export function layDownTenant(
  scope: TenantScope<'tenant:create'>,
  { slug, name, kind }: { slug: string; name: string; kind: 'customer' | 'house' },
): Promise<Tenant> {
  return withTenant(scope, async (tx) => {
    const made = await tx.query(
      `INSERT INTO tenants (id, slug, name, kind, log_origin, created_at) VALUES ($1, $2, $3, $4, $5, coalesce($6, now()))
       ON CONFLICT DO NOTHING RETURNING id`,
      [tx.tenantId, slug, name, kind, `${new URL(env().GATEHOUSE_URL).host}/t/${tx.tenantId}`, seededAt(scope)],
    )
    if (made.length === 0) {
      throw new AppError({
        code: 'uniqueness',
        message: `There is an organisation with the short name ${slug} already. Choose another.`,
        path: '/slug',
      })
    }
    await startAuditLog(tx, await createTenantKeys(tx))
    await createBuiltInRoles(tx, kind)
    await append(tx, {
      action: 'tenant.create',
      targets: [{ type: 'tenant', id: tx.tenantId, name }],
      metadata: { slug },
    })
    return readTenant(tx)
  })
}

/** The demo seed says when its organisations are said to have been made, as their first event does. */
function seededAt({ principal }: TenantScope<'tenant:create'>): Date | null {
  return principal.type === 'system' && principal.task === 'seed' ? (principal.at ?? null) : null
}
