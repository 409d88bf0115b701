import type { TenantTx } from '#server/platform/db/index.ts'

/** Whether an active Owner could sign in with a passkey if single sign-on were switched off now. */
export async function hasOtherWayIn(tx: TenantTx): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM passkeys k
     JOIN effective_sign_in_policies p ON p.tenant_id = k.tenant_id AND 'passkey' = ANY (p.methods)
     JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id AND u.active
     JOIN effective_roles e ON e.tenant_id = u.tenant_id AND e.user_id = u.id
     JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id AND r.key = 'owner'
     WHERE k.tenant_id = $1
     LIMIT 1`,
    [tx.tenantId],
  )
  return rows.length === 1
}
