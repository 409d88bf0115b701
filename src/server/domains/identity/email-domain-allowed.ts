import type { TenantTx } from '#server/platform/db/index.ts'
import { domainOfAddress } from './e-mail-domain.ts'

/**
 * Whether an address lies in a domain that the tenant has proven to be its own. A tenant that has verified none has
 * drawn no line yet, and every address of its own provider passes.
 */
export async function emailDomainAllowed(tx: TenantTx, email: string): Promise<boolean> {
  const [row] = await tx.query<{ verified: number; matching: number }>(
    `SELECT count(*)::int AS verified, count(*) FILTER (WHERE domain = $2)::int AS matching
     FROM verified_domains WHERE tenant_id = $1 AND verified_at IS NOT NULL`,
    [tx.tenantId, domainOfAddress(email)],
  )
  return !row || row.verified === 0 || row.matching > 0
}
