import type { TenantTx } from '#server/platform/db/index.ts'

/** Whether an active Owner has a hardware-bound passkey, which opens the door when the provider is down. */
export async function hasBreakGlass(tx: TenantTx): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM passkeys k
     JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id AND u.active
     JOIN effective_roles e ON e.tenant_id = u.tenant_id AND e.user_id = u.id
     JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id AND r.key = 'owner'
     WHERE k.tenant_id = $1 AND k.device_type = 'singleDevice' AND NOT k.backed_up
     LIMIT 1`,
    [tx.tenantId],
  )
  return rows.length === 1
}
