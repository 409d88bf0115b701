import type { TenantTx } from '#server/platform/db/index.ts'
import { SignInRejected } from '../errors.ts'
import { hashOfToken, isOpaqueToken } from '../opaque-token.ts'

type Redeemed = { id: string; page: string }

/**
 * The test that a sign-in is, by the ticket that `startConnectionTest` gave out; null for a sign-in. A ticket starts
 * one sign-in, at the connection for which it was made.
 * @throws SignInRejected `expired`
 */
export async function redeemTestTicket(
  tx: TenantTx,
  input: { ticket: string | null; connectionId: string; now: Date },
): Promise<Redeemed | null> {
  const { ticket, connectionId, now } = input
  if (ticket === null) return null
  const [row] = isOpaqueToken(ticket)
    ? await tx.query<{ id: string; setup: boolean; slug: string }>(
        `UPDATE connection_tests c SET redeemed_at = $4 FROM tenants t
         WHERE c.tenant_id = $1 AND c.ticket_hash = $2 AND c.connection_id = $3 AND c.redeemed_at IS NULL AND c.expires_at > $4 AND t.id = c.tenant_id
         RETURNING c.id, c.setup_link_id IS NOT NULL AS setup, t.slug`,
        [tx.tenantId, hashOfToken(ticket), connectionId, now],
      )
    : []
  if (!row) throw new SignInRejected('expired', 'the address of the test was used already or is too old')
  return { id: row.id, page: row.setup ? `/setup/tests/${row.id}` : `/t/${row.slug}/sso/tests/${row.id}` }
}
