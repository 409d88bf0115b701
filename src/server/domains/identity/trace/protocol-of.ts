import type { TenantTx } from '#server/platform/db/index.ts'

export async function protocolOf(tx: TenantTx, connectionId: string): Promise<'saml' | 'oidc' | null> {
  const [row] = await tx.query<{ protocol: 'saml' | 'oidc' }>(
    'SELECT protocol FROM sso_connections WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, connectionId],
  )
  return row?.protocol ?? null
}
