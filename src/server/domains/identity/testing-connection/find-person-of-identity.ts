import type { TenantTx } from '#server/platform/db/index.ts'
import { SignInRejected } from '../errors.ts'
import type { VerifiedIdentity } from '../guard/read-saml-identity.ts'

/**
 * Whom an identity stands for, without linking or making anybody: what a sign-in would find.
 * @throws SignInRejected `user_disabled`, `email_ambiguous`, `email_unverified` or `identity_conflict`, as a sign-in would
 */
export async function findPersonOfIdentity(
  tx: TenantTx,
  connectionId: string,
  identity: VerifiedIdentity,
): Promise<string | null> {
  const people = await tx.query<{ id: string; active: boolean; linked: boolean; claimed: boolean }>(
    `SELECT u.id, u.active, coalesce(mine.subject = $3, false) AS linked, mine.subject IS NOT NULL AS claimed
     FROM users u LEFT JOIN identities mine ON mine.tenant_id = u.tenant_id AND mine.user_id = u.id AND mine.connection_id = $2
     WHERE u.tenant_id = $1 AND (mine.subject = $3 OR u.email_key = lower($4) OR u.user_name_key = lower($4))
     ORDER BY (mine.subject = $3) DESC NULLS LAST LIMIT 3`,
    [tx.tenantId, connectionId, identity.subject, identity.email ?? identity.subject],
  )
  const [person] = people
  if (!person) return null
  if (!person.linked) {
    if (new Set(people.map(({ id }) => id)).size > 1)
      throw new SignInRejected('email_ambiguous', 'two users of this tenant have that address')
    if (!identity.email || !identity.emailVerified)
      throw new SignInRejected('email_unverified', 'the provider does not vouch for the address')
    if (person.claimed)
      throw new SignInRejected('identity_conflict', 'the user has another identity at this connection')
  }
  if (!person.active) throw new SignInRejected('user_disabled', 'the user is disabled in this tenant')
  return person.id
}
