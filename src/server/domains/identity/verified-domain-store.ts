import type { VerifiedDomain } from '#contracts/domains.ts'
import { type TenantTx, withSystem } from '#server/platform/db/index.ts'

const RECORD_PREFIX = '_gatehouse-challenge.'
const VALUE_PREFIX = 'gatehouse-domain-verification='
/** How long a verified domain stays so while its record is missing. */
const LAPSES_AFTER_MS = 7 * 86_400_000

export type StoredDomain = {
  id: string
  domain: string
  challenge: string
  connectionId: string | null
  connectionName: string | null
  createdAt: Date
  verifiedAt: Date | null
  lastCheckedAt: Date | null
  lastProblem: DomainProblem | null
  missingSince: Date | null
}

/** Why a check did not find the record. */
export type DomainProblem = 'no_record' | 'other_record' | 'no_answer' | 'held_elsewhere'

const WORDS: Record<DomainProblem, string> = {
  no_record: 'There is no TXT record of this name yet. New records take minutes, sometimes hours, to be seen.',
  other_record: 'A TXT record of this name exists, but none with this value. Compare it character by character.',
  no_answer: 'The DNS servers of this domain did not answer. Try again in a few minutes.',
  held_elsewhere:
    'Another organisation here has verified this domain and its TXT record is still in DNS. Remove that record, then check again.',
}

const SELECT = `SELECT d.id, d.domain, d.challenge, d.connection_id AS "connectionId", c.name AS "connectionName",
    d.created_at AS "createdAt", d.verified_at AS "verifiedAt", d.last_checked_at AS "lastCheckedAt",
    d.last_problem AS "lastProblem", d.missing_since AS "missingSince"
  FROM verified_domains d LEFT JOIN sso_connections c ON c.tenant_id = d.tenant_id AND c.id = d.connection_id
  WHERE d.tenant_id = $1`

export function domainsOf(tx: TenantTx): Promise<StoredDomain[]> {
  return tx.query(`${SELECT} ORDER BY d.domain LIMIT 100`, [tx.tenantId])
}

export async function domainById(tx: TenantTx, id: string): Promise<StoredDomain | null> {
  const [row] = await tx.query<StoredDomain>(`${SELECT} AND d.id = $2`, [tx.tenantId, id])
  return row ?? null
}

export function challengeRecord(domain: Pick<StoredDomain, 'domain' | 'challenge'>): { name: string; value: string } {
  return { name: `${RECORD_PREFIX}${domain.domain}`, value: `${VALUE_PREFIX}${domain.challenge}` }
}

/** When a verified domain whose record is missing stops being verified. */
export function lapseOf(missingSince: Date): Date {
  return new Date(missingSince.getTime() + LAPSES_AFTER_MS)
}

export function shownDomain(row: StoredDomain): VerifiedDomain {
  return {
    id: row.id,
    domain: row.domain,
    record: challengeRecord(row),
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    lastCheckedAt: row.lastCheckedAt?.toISOString() ?? null,
    lastProblem: row.lastProblem === null ? null : WORDS[row.lastProblem],
    lapsesAt: row.verifiedAt && row.missingSince ? lapseOf(row.missingSince).toISOString() : null,
    connection:
      row.connectionId && row.connectionName !== null ? { id: row.connectionId, name: row.connectionName } : null,
    createdAt: row.createdAt.toISOString(),
  }
}

/** What one check found, on the row it was about. Only that row: other domains of the tenant have their own. */
export async function keepCheck(
  tx: TenantTx,
  id: string,
  check: { at: Date; problem: DomainProblem | null; verifiedAt: Date | null; missingSince: Date | null },
): Promise<void> {
  await tx.query(
    `UPDATE verified_domains SET last_checked_at = $3, last_problem = $4, verified_at = $5, missing_since = $6
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, check.at, check.problem, check.verifiedAt, check.missingSince],
  )
}

export type DomainHolder = { tenantId: string; id: string; domain: string; challenge: string }

/** The tenant that has the domain verified now, whichever it is. */
export async function holderOfDomain(domain: string): Promise<DomainHolder | null> {
  const rows = await withSystem('find who holds an e-mail domain, when its control is proven anew', (tx) =>
    tx.query<DomainHolder>(
      `SELECT tenant_id AS "tenantId", id, domain, challenge FROM verified_domains
       WHERE domain = $1 AND verified_at IS NOT NULL`,
      [domain],
    ),
  )
  return rows[0] ?? null
}
