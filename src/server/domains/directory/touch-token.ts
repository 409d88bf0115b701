import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { DirectoryPrincipal } from './resolve-scim-token.ts'

/** Notes that a token was used, for people to see; at most once a minute, so that reading stays cheap. */
export function touchToken({ tenantId, tokenId, request }: DirectoryPrincipal): Promise<void> {
  const scope = authorize({ type: 'system', tenantId, task: 'housekeeping', request }, 'session:touch')
  return withTenant(scope, async (tx) => {
    await tx.query(
      `UPDATE scim_tokens SET last_used_at = now(), last_used_ip = $3::inet, last_used_agent = $4 WHERE tenant_id = $1 AND id = $2
         AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [tenantId, tokenId, request.ip ?? null, request.userAgent?.slice(0, 512) ?? null],
    )
    tx.housekeeping('when something was last used or looked at')
  })
}
