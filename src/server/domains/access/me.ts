import type { Me } from '#contracts/me.ts'
import { PERMISSIONS, type Permission } from '#contracts/permissions.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { rolesOfPeople } from './role-store.ts'

/** Who is signed in, where, and what they may do. */
export function me(scope: TenantScope<'profile:read'>): Promise<Me> {
  const { principal } = scope
  if (principal.type !== 'user') {
    throw new AppError({ code: 'forbidden', message: 'Only a person who is signed in has a profile.' })
  }
  return withTenant(scope, async (tx) => {
    const [rows, roles, permissions] = await Promise.all([
      tx.query<{ name: string; email: string | null; slug: string; tenant: string }>(
        `SELECT u.display_name AS name, u.email, t.slug, t.name AS tenant
         FROM users u JOIN tenants t ON t.id = u.tenant_id
         WHERE u.tenant_id = $1 AND u.id = $2`,
        [tx.tenantId, principal.id],
      ),
      rolesOfPeople(tx, [principal.id]),
      heldPermissions(tx),
    ])
    // The grant was read from this very row in this transaction, so it is there.
    const row = rows[0] as (typeof rows)[number]
    return {
      user: { id: principal.id, name: row.name, email: row.email ?? '' },
      tenant: { id: tx.tenantId, slug: row.slug, name: row.tenant },
      sessionId: principal.sessionId,
      roles: roles.get(principal.id) ?? [],
      permissions,
    }
  })
}

async function heldPermissions(tx: TenantTx): Promise<Permission[]> {
  const held = await Promise.all(PERMISSIONS.map((permission) => tx.may(permission)))
  return PERMISSIONS.filter((_, index) => held[index])
}
