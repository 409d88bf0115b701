import type { VerifiedDomain } from '#contracts/domains.ts'
import { authorize } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { checkChallenge } from './check-challenge.ts'
import {
  type DomainHolder,
  type DomainProblem,
  domainById,
  holderOfDomain,
  keepCheck,
  type StoredDomain,
  shownDomain,
} from './verified-domain-store.ts'

/**
 * Looks for a domain's challenge in DNS and verifies the domain where it is there.
 *
 * An e-mail domain leads to one tenant at a time. Where another tenant holds it, whoever runs the DNS decides: as
 * long as the holder's own record stands there the holder keeps it; once that is gone, whoever has just proven
 * control takes it over, and the former holder is told.
 *
 * @throws AppError `not_found`; a record that is not there is no error but the answer's `lastProblem`
 */
export async function verifyDomain(
  scope: TenantScope<'sso-connection:manage'>,
  input: { id: string },
  now: () => Date = () => new Date(),
): Promise<VerifiedDomain> {
  const domain = await withTenant(scope, async (tx) => {
    tx.unchanged('reads what has to be looked up')
    return domainById(tx, input.id)
  })
  if (!domain) throw notFound('domain')
  let problem = await checkChallenge(domain)
  if (problem === null) problem = await claim(domain, scope)
  return withTenant(scope, async (tx) => {
    await lock(tx, input.id)
    const current = await domainById(tx, input.id)
    if (!current) throw notFound('domain')
    await (problem === null ? keepVerified(tx, current, now()) : keepProblem(tx, current, problem, now()))
    return shownDomain((await domainById(tx, input.id)) as StoredDomain)
  }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== '23505') throw error
    throw new AppError({
      code: 'conflict',
      message: 'Another organisation verified this domain at the same moment. Check again to see who holds it.',
      cause: error,
    })
  })
}

async function keepVerified(tx: TenantTx, domain: StoredDomain, at: Date): Promise<void> {
  await keepCheck(tx, domain.id, { at, problem: null, verifiedAt: domain.verifiedAt ?? at, missingSince: null })
  if (domain.verifiedAt) {
    tx.housekeeping('a check found what was known')
    return
  }
  await append(tx, {
    action: 'sso.domain.verify',
    targets: [{ type: 'domain', id: domain.id, name: domain.domain }],
    metadata: { domain: domain.domain },
  })
  await notifyOwners(tx, { notice: 'sso-domain.verify', target: { id: domain.id, name: domain.domain } })
}

/** A check on request never takes a verified domain away: that is the daily job's, after its grace. */
async function keepProblem(tx: TenantTx, domain: StoredDomain, problem: DomainProblem, at: Date): Promise<void> {
  const { verifiedAt, missingSince } = domain
  await keepCheck(tx, domain.id, { at, problem, verifiedAt, missingSince })
  await append(tx, {
    action: 'sso.domain.check_fail',
    targets: [{ type: 'domain', id: domain.id, name: domain.domain }],
    outcome: { result: 'failure', reason: problem },
    metadata: { domain: domain.domain, problem },
  })
}

/** Settles who holds a domain whose control has just been proven; null where nothing stands against it. */
async function claim(
  domain: StoredDomain,
  { tenantId, principal }: TenantScope<'sso-connection:manage'>,
): Promise<DomainProblem | null> {
  const holder = await holderOfDomain(domain.domain)
  if (!holder || holder.tenantId === tenantId) return null
  const theirs = await checkChallenge(holder)
  // Without an answer nobody loses anything.
  if (theirs === null || theirs === 'no_answer') return theirs === null ? 'held_elsewhere' : 'no_answer'
  await release(holder, principal.request)
  return null
}

/** The former holder learns that the domain is gone, and not to whom. */
async function release(holder: DomainHolder, { requestId }: RequestContext): Promise<void> {
  const request: RequestContext = { source: 'job', requestId }
  const scope = authorize(
    { type: 'system', tenantId: holder.tenantId, task: 'housekeeping', request },
    'sso-connection:manage',
  )
  await withTenant(scope, async (tx) => {
    const lost = await tx.query(
      `UPDATE verified_domains SET verified_at = NULL, missing_since = NULL, last_problem = 'no_record'
       WHERE tenant_id = $1 AND id = $2 AND verified_at IS NOT NULL RETURNING id`,
      [tx.tenantId, holder.id],
    )
    if (lost.length === 0) return tx.unchanged('the domain was let go meanwhile')
    await append(tx, {
      action: 'sso.domain.unverify',
      targets: [{ type: 'domain', id: holder.id, name: holder.domain }],
      metadata: { domain: holder.domain, cause: 'proven_by_another' },
    })
    await notifyOwners(tx, { notice: 'sso-domain.lost', target: { id: holder.id, name: holder.domain } })
  })
}

async function lock(tx: TenantTx, id: string): Promise<void> {
  await tx.query('SELECT 1 FROM verified_domains WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tx.tenantId, id])
}
