import { authorize } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { hashOfToken, isOpaqueToken, newOpaqueToken } from '../opaque-token.ts'

type Opened = { browserToken: string; expiresAt: Date }

/**
 * Binds a link to the browser that opens it first; no other one gets in with it, at the same moment either. Null
 * where the link is not ours, was opened before, has expired, is finished or revoked: one answer for all.
 */
export async function openSetupLink(token: string, request: RequestContext): Promise<Opened | null> {
  const known = isOpaqueToken(token) ? await findCredential('setup-link', hashOfToken(token)) : null
  if (!known) return null
  const { tenantId, id } = known
  const browserToken = newOpaqueToken()
  const scope = authorize({ type: 'system', tenantId, task: 'link', request }, 'setup-link:open')
  return withTenant(scope, async (tx) => {
    const [opened] = await tx.query<{ expiresAt: Date; label: string }>(
      `UPDATE setup_links SET opened_at = now(), browser_hash = $3
       WHERE tenant_id = $1 AND id = $2 AND opened_at IS NULL AND revoked_at IS NULL AND finished_at IS NULL AND expires_at > now()
       RETURNING expires_at AS "expiresAt", label`,
      [tenantId, id, hashOfToken(browserToken)],
    )
    if (!opened) {
      tx.unchanged('the link opens nothing any more')
      return null
    }
    await append(
      tx,
      { action: 'setup_link.open', targets: [{ type: 'setup_link', id, name: opened.label }], metadata: {} },
      { actor: { type: 'anonymous' } },
    )
    return { browserToken, expiresAt: opened.expiresAt }
  })
}
