import type { VerifiedDomain } from '#contracts/domains.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { connectionById } from './connection-store.ts'
import { domainById, type StoredDomain, shownDomain } from './verified-domain-store.ts'

/** Chooses the connection that people of a domain are sent to; null lets them choose where there are several. */
export function updateDomain(
  scope: TenantScope<'sso-connection:manage'>,
  input: { id: string; connectionId: string | null },
): Promise<VerifiedDomain> {
  return withTenant(scope, async (tx) => {
    const domain = await domainById(tx, input.id)
    if (!domain) throw notFound('domain')
    if (input.connectionId !== null && !(await connectionById(tx, input.connectionId))) throw notFound('connection')
    if (domain.connectionId === input.connectionId) {
      tx.unchanged('the domain leads there already')
      return shownDomain(domain)
    }
    await tx.query('UPDATE verified_domains SET connection_id = $3 WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      domain.id,
      input.connectionId,
    ])
    await append(tx, {
      action: 'sso.domain.update',
      targets: [{ type: 'domain', id: domain.id, name: domain.domain }],
      metadata: { domain: domain.domain, changed: ['connection'] },
    })
    return shownDomain((await domainById(tx, domain.id)) as StoredDomain)
  })
}
