import type { OperatorTenantDetails } from '#contracts/operator-tenants.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type FirstOwner = OperatorTenantDetails['firstOwner']

/** Whether the tenant has an Owner who may come in; else how far the invitation of the first one is. */
export async function firstOwnerOf(tx: TenantTx, now: Date): Promise<FirstOwner> {
  const [row] = await tx.query<{ active: boolean; expiresAt: Date | null }>(
    `SELECT EXISTS (
       SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id AND r.key = 'owner'
       JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.user_id AND u.active WHERE e.tenant_id = $1
     ) AS active, (
       SELECT max(i.expires_at) FROM invitations i JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id AND r.key = 'owner'
       WHERE i.tenant_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL
     ) AS "expiresAt"`,
    [tx.tenantId],
  )
  if (row?.active) return { state: 'active', expiresAt: null }
  if (!row?.expiresAt) return { state: 'none', expiresAt: null }
  return { state: row.expiresAt > now ? 'invited' : 'expired', expiresAt: row.expiresAt.toISOString() }
}
