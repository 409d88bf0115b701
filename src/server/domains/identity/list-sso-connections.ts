import type { SsoConnection, SsoOurValues } from '#contracts/sso.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { listedConnections } from './connection-store.ts'
import { ourValues } from './our-values.ts'

/** The tenant's connections, and the values of ours that an identity provider asks for. */
export async function listSsoConnections(
  scope: TenantScope<'sso-connection:read'>,
): Promise<{ items: SsoConnection[]; ourValues: SsoOurValues }> {
  return withTenant(scope, async (tx) => {
    const [tenant] = await tx.query<{ slug: string }>('SELECT slug FROM tenants WHERE id = $1', [tx.tenantId])
    return {
      items: await listedConnections(tx),
      ourValues: ourValues(tx.tenantId, tenant?.slug ?? ''),
    }
  })
}
