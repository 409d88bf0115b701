import type { Setup } from '#contracts/setup-links.ts'
import { targetsOfActor } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { listedConnections } from '../connection-store.ts'
import { ourValues } from '../our-values.ts'
import { lastTests } from '../testing-connection/connection-test-store.ts'

/** What was made through a link so far, and what the identity provider asks for. Nothing else of the tenant. */
export function getSetup(scope: TenantScope<'setup:read'>): Promise<Setup> {
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    const id = principal.type === 'setup-link' ? principal.id : null
    const [link] = await tx.query<{ label: string; expiresAt: Date; organisation: string; slug: string }>(
      `SELECT l.label, l.expires_at AS "expiresAt", t.name AS organisation, t.slug
       FROM setup_links l JOIN tenants t ON t.id = l.tenant_id WHERE l.tenant_id = $1 AND l.id = $2`,
      [tx.tenantId, id],
    )
    if (!link || !id) throw notFound('set-up link')
    const [connectionIds, directoryIds] = [
      new Set(await targetsOfActor(tx, id, 'sso.connection.create')),
      await targetsOfActor(tx, id, 'directory.create'),
    ]
    const directories = await tx.query<{ id: string; name: string; provider: string }>(
      'SELECT id, name, provider FROM directories WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY lower(name)',
      [tx.tenantId, directoryIds],
    )
    return {
      organisation: link.organisation,
      label: link.label,
      expiresAt: link.expiresAt.toISOString(),
      ourValues: ourValues(tx.tenantId, link.slug),
      connections: (await listedConnections(tx)).filter((connection) => connectionIds.has(connection.id)),
      tests: (await lastTests(tx)).filter((test) => connectionIds.has(test.connectionId)),
      directories: directories.map((directory) => ({
        ...directory,
        baseUrl: `${env().GATEHOUSE_URL}/scim/v2/${directory.id}`,
      })),
    }
  })
}
