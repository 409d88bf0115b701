import { type TenantScope, withTenant } from '#server/platform/db/index.ts'

/** Notes that a token was used, for people to see; at most once a minute, so that reading stays cheap. */
export function touchToken(scope: TenantScope<'scim:write'>): Promise<void> {
  return withTenant(scope, async (tx) => {
    const { principal } = scope
    if (principal.type === 'directory') {
      await tx.query(
        `UPDATE scim_tokens SET last_used_at = now() WHERE tenant_id = $1 AND id = $2
           AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
        [tx.tenantId, principal.tokenId],
      )
    }
    tx.unchanged('when a token was last used is shown, not recorded')
  })
}
