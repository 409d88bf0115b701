import { rolesOfPeople } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

/** The person of a grant whose session is open and fits the tenant's policy at this moment. */
export type PersonOfGrant = {
  userId: string
  userName: string
  name: string
  givenName: string | null
  familyName: string | null
  email: string | null
  /** The tenant has proven control of the address's domain. */
  emailVerified: boolean
  tenantSlug: string
  roles: string[]
  sessionId: string
  method: 'saml' | 'oidc' | 'passkey' | 'break-glass'
  authenticatedAt: Date
  secondFactorAt: Date | null
  endsAt: Date
}

/**
 * Null where the session has ended or no longer fits the policy, or the person is disabled. The address is the one
 * that the session was opened from: whoever asks here is the application's server.
 */
export async function personOfGrant(
  tx: TenantTx,
  grant: { userId: string; sessionId: string },
  now: Date,
): Promise<PersonOfGrant | null> {
  const [row] = await tx.query<Omit<PersonOfGrant, 'roles'>>(
    `SELECT u.id AS "userId", u.user_name AS "userName", u.display_name AS name, u.given_name AS "givenName",
       u.family_name AS "familyName", u.email, t.slug AS "tenantSlug", s.id AS "sessionId", s.method,
       l.authenticated_at AS "authenticatedAt", s.second_factor_at AS "secondFactorAt", l.ends_at_latest AS "endsAt",
       EXISTS (SELECT 1 FROM verified_domains d WHERE d.tenant_id = $1 AND d.verified_at IS NOT NULL
         AND d.domain = lower(split_part(u.email, '@', 2))) AS "emailVerified"
     FROM session_limits l
     JOIN sessions s ON s.tenant_id = l.tenant_id AND s.id = l.id
     JOIN users u ON u.tenant_id = l.tenant_id AND u.id = l.user_id AND u.active
     JOIN tenants t ON t.id = l.tenant_id
     WHERE l.tenant_id = $1 AND l.id = $2 AND l.user_id = $3 AND l.revoked_at IS NULL AND l.ends_at > $4
       AND l.method_allowed AND NOT l.second_factor_missing AND (l.reauthenticate_at IS NULL OR l.reauthenticate_at > $4)
       AND (cardinality(l.ip_allow_list) = 0 OR s.ip::inet <<= ANY (l.ip_allow_list::inet[]))`,
    [tx.tenantId, grant.sessionId, grant.userId, now],
  )
  if (!row) return null
  const held = await rolesOfPeople(tx, [row.userId])
  return { ...row, roles: (held.get(row.userId) ?? []).map(({ key }) => key) }
}

/** An application that goes on using its tokens uses the session: it is not idle, and no longer than the policy lasts. */
export async function noteSessionUsed(tx: TenantTx, sessionId: string, now: Date): Promise<void> {
  await tx.query('UPDATE sessions SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2 AND last_seen_at < $3', [
    tx.tenantId,
    sessionId,
    now,
  ])
}
