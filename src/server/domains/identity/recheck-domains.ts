import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { checkChallenge } from './check-challenge.ts'
import {
  type DomainProblem,
  domainById,
  domainsOf,
  keepCheck,
  lapseOf,
  type StoredDomain,
} from './verified-domain-store.ts'

/**
 * Looks every verified domain of a tenant up again. A record that is gone is told to the Owners on the first day
 * and costs the domain its verification after seven; DNS that does not answer costs nothing.
 */
export async function recheckDomains(scope: TenantScope<'sso-connection:manage'>, now: Date): Promise<void> {
  const domains = await withTenant(scope, async (tx) => {
    tx.unchanged('reads what has to be looked up')
    return (await domainsOf(tx)).filter((domain) => domain.verifiedAt !== null)
  })
  for (const domain of domains) {
    const problem = await checkChallenge(domain)
    await withTenant(scope, (tx) => keep(tx, domain.id, problem, now))
  }
}

async function keep(tx: TenantTx, id: string, problem: DomainProblem | null, at: Date): Promise<void> {
  const domain = await domainById(tx, id)
  if (!domain?.verifiedAt) return tx.unchanged('the domain was let go meanwhile')
  const gone = problem === 'no_record' || problem === 'other_record'
  const missingSince = problem === null ? null : gone ? (domain.missingSince ?? at) : domain.missingSince
  const lapsed = gone && missingSince !== null && lapseOf(missingSince) <= at
  await keepCheck(tx, id, {
    at,
    problem,
    verifiedAt: lapsed ? null : domain.verifiedAt,
    missingSince: lapsed ? null : missingSince,
  })
  if (lapsed) return tell(tx, domain, 'lost')
  if (gone && domain.missingSince === null) return tell(tx, domain, 'missing', problem)
  tx.housekeeping('a check found what was known')
}

async function tell(
  tx: TenantTx,
  { id, domain }: StoredDomain,
  what: 'missing' | 'lost',
  problem: DomainProblem = 'no_record',
): Promise<void> {
  const targets = [{ type: 'domain', id, name: domain }]
  await append(
    tx,
    what === 'lost'
      ? { action: 'sso.domain.unverify', targets, metadata: { domain, cause: 'record_missing' } }
      : {
          action: 'sso.domain.check_fail',
          targets,
          outcome: { result: 'failure', reason: problem },
          metadata: { domain, problem },
        },
  )
  await notifyOwners(tx, { notice: `sso-domain.${what}`, target: { id, name: domain } })
}
