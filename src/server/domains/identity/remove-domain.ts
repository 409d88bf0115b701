import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { domainById } from './verified-domain-store.ts'

/** Takes a domain off the list. Its people are no longer found by their address; nothing else changes. */
export function removeDomain(
  scope: TenantScope<'sso-connection:manage'>,
  input: { id: string },
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const domain = await domainById(tx, input.id)
    if (!domain) throw notFound('domain')
    await tx.query('DELETE FROM verified_domains WHERE tenant_id = $1 AND id = $2', [tx.tenantId, domain.id])
    await append(tx, {
      action: 'sso.domain.remove',
      targets: [{ type: 'domain', id: domain.id, name: domain.domain }],
      metadata: { domain: domain.domain },
    })
    return { id: domain.id }
  })
}
