import { authorize } from '#server/domains/access/index.ts'
import { withSystem, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { domainOfAddress } from './e-mail-domain.ts'

export type SignInPlace = {
  tenantSlug: string
  /** Null where the person chooses among several connections. */
  connectionId: string | null
}

/**
 * Where somebody with this e-mail address signs in; null where the domain is nobody's. The part before the @ is
 * never read, so the answer and the time it takes are the same whether such an account exists or not.
 */
export async function discoverSignIn(address: string, request: RequestContext): Promise<SignInPlace | null> {
  const domain = domainOfAddress(address.trim())
  if (domain === null) return null
  const [holder] = await withSystem('find the tenant of a verified e-mail domain, for the sign-in page', (tx) =>
    tx.query<{ tenantId: string; tenantSlug: string }>(
      `SELECT t.id AS "tenantId", t.slug AS "tenantSlug" FROM verified_domains d JOIN tenants t ON t.id = d.tenant_id
       WHERE d.domain = $1 AND d.verified_at IS NOT NULL`,
      [domain],
    ),
  )
  if (!holder) return null
  const scope = authorize(
    { type: 'system', tenantId: holder.tenantId, task: 'sign-in', request },
    'sso-connection:read',
  )
  const [chosen] = await withTenant(scope, (tx) =>
    tx.query<{ connectionId: string | null }>(
      // The domain's own connection; else the only one there is.
      `SELECT coalesce(
         (SELECT c.id FROM verified_domains d JOIN sso_connections c
            ON c.tenant_id = d.tenant_id AND c.id = d.connection_id AND c.status = 'active'
          WHERE d.tenant_id = $1 AND d.domain = $2),
         (SELECT min(c.id::text)::uuid FROM sso_connections c WHERE c.tenant_id = $1 AND c.status = 'active'
          HAVING count(*) = 1)
       ) AS "connectionId"`,
      [holder.tenantId, domain],
    ),
  )
  return { tenantSlug: holder.tenantSlug, connectionId: chosen?.connectionId ?? null }
}
