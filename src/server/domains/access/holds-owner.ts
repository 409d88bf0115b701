import type { TenantTx } from '#server/platform/db/index.ts'

/** Whether a person, active or not, holds Owner or a role that can make Owners, directly or through a group. */
export async function holdsOwner(tx: TenantTx, userId: string): Promise<boolean> {
  const rows = await tx.prepared(
    'holds-owner',
    `SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
     WHERE e.tenant_id = $1 AND e.user_id = $2 AND (r.key = 'owner' OR 'role:assign-owner' = ANY (r.permissions)) LIMIT 1`,
    [tx.tenantId, userId],
  )
  return rows.length > 0
}
