import type { TenantTx } from '#server/platform/db/index.ts'

/**
 * Lets those who add one of a kind come one after the other until the transaction ends: what is counted after this
 * is still true when the row is inserted. Call it before any row is locked (lock-owner-role.ts has the order).
 */
export async function lockTenantLimit(
  tx: TenantTx,
  kind:
    | 'api-key'
    | 'application'
    | 'directory'
    | 'directory-schema'
    | 'first-owner'
    | 'group-role-mapping'
    | 'sso-connection'
    | 'webhook',
): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`limit/${tx.tenantId}/${kind}`])
}
