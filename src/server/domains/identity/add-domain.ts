import { randomBytes } from 'node:crypto'
import { DOMAINS_AT_MOST, type VerifiedDomain } from '#contracts/domains.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { eMailDomain } from './e-mail-domain.ts'
import { domainById, type StoredDomain, shownDomain } from './verified-domain-store.ts'

/**
 * Puts a domain on the tenant's list with a challenge of its own. Nothing follows from it until the challenge is
 * seen in DNS, and no other domain is touched. Any tenant may list any domain: listing one says nothing about others.
 */
export function addDomain(
  scope: TenantScope<'sso-connection:manage'>,
  input: { domain: string },
): Promise<VerifiedDomain> {
  return withTenant(scope, async (tx) => {
    const domain = eMailDomain(input.domain)
    if (domain === null) {
      throw new AppError({
        code: 'invalid_input',
        message: 'Enter a domain as it stands after the @ of an e-mail address, such as acme.com.',
        path: '/domain',
      })
    }
    const [counted] = await tx.query<{ domains: number }>(
      'SELECT count(*) AS domains FROM verified_domains WHERE tenant_id = $1',
      [tx.tenantId],
    )
    if ((counted?.domains ?? 0) >= DOMAINS_AT_MOST) {
      throw new AppError({
        code: 'too_many',
        message: `There are ${DOMAINS_AT_MOST} domains already. Remove one first.`,
      })
    }
    const id = newId()
    const made = await tx.query(
      `INSERT INTO verified_domains (tenant_id, id, domain, challenge) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, domain) DO NOTHING RETURNING id`,
      [tx.tenantId, id, domain, randomBytes(24).toString('base64url')],
    )
    if (made.length === 0) {
      throw new AppError({ code: 'conflict', message: `${domain} is on the list already.`, path: '/domain' })
    }
    await append(tx, {
      action: 'sso.domain.add',
      targets: [{ type: 'domain', id, name: domain }],
      metadata: { domain },
    })
    return shownDomain((await domainById(tx, id)) as StoredDomain)
  })
}
