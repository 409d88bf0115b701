import { tenantSlugSchema } from '#contracts/identifiers.ts'
import { authorize } from '#server/domains/access/index.ts'
import { withSystem, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { activeConnections } from './connection-store.ts'

type TenantForSignIn = {
  slug: string
  name: string
  connections: { id: string; name: string; protocol: 'saml' | 'oidc'; startUrl: string }[]
}

/** What the sign-in page shows of a tenant. Null where there is no such tenant. */
export async function findTenantForSignIn(slug: string, request: RequestContext): Promise<TenantForSignIn | null> {
  const tenant = await tenantBySlug(slug)
  if (!tenant) return null
  const scope = authorize({ type: 'system', tenantId: tenant.id, task: 'sign-in', request }, 'sso-connection:read')
  const connections = await withTenant(scope, activeConnections)
  return {
    slug: tenant.slug,
    name: tenant.name,
    connections: connections.map((connection) => ({
      ...connection,
      startUrl: `/api/sso/authorize?${new URLSearchParams({ tenant: tenant.slug, connection: connection.id })}`,
    })),
  }
}

export async function tenantSlugById(tenantId: string, request: RequestContext): Promise<string> {
  const scope = authorize({ type: 'system', tenantId, task: 'sign-in', request }, 'sso-connection:read')
  const [row] = await withTenant(scope, (tx) =>
    tx.query<{ slug: string }>('SELECT slug FROM tenants WHERE id = $1', [tx.tenantId]),
  )
  return row?.slug ?? ''
}

export async function tenantBySlug(slug: string): Promise<{ id: string; slug: string; name: string } | null> {
  if (!tenantSlugSchema.safeParse(slug).success) return null
  const rows = await withSystem('find a tenant by its short name, for the sign-in page', (tx) =>
    tx.query<{ id: string; slug: string; name: string }>('SELECT id, slug, name FROM tenants WHERE slug = $1', [slug]),
  )
  return rows[0] ?? null
}
