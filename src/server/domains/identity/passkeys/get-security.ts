import type { SecurityOfPerson } from '#contracts/passkeys.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { passkeysOf, toPasskey } from './passkey-store.ts'
import { signedInPerson } from './signed-in-person.ts'

/** The passkeys of the person who asks, and how fresh their session is. */
export function getSecurity(scope: TenantScope<'profile:read'>): Promise<SecurityOfPerson> {
  const person = signedInPerson(scope)
  return withTenant(scope, async (tx) => {
    const [session] = await tx.query<{
      method: SecurityOfPerson['session']['method']
      authenticatedAt: Date
      freshUntil: Date
      secondFactorAt: Date | null
      secondFactorRequired: boolean
    }>(
      `SELECT s.method, s.authenticated_at AS "authenticatedAt", l.fresh_until AS "freshUntil",
         s.second_factor_at AS "secondFactorAt", p.second_factor <> 'off' AS "secondFactorRequired"
       FROM sessions s
       JOIN session_limits l ON l.tenant_id = s.tenant_id AND l.id = s.id
       JOIN effective_sign_in_policies p ON p.tenant_id = s.tenant_id
       WHERE s.tenant_id = $1 AND s.id = $2`,
      [tx.tenantId, person.sessionId],
    )
    // The grant was read from this very row in this transaction, so it is there.
    const { secondFactorRequired, ...row } = session as NonNullable<typeof session>
    return {
      passkeys: (await passkeysOf(tx, person.id)).map(toPasskey),
      session: {
        method: row.method,
        authenticatedAt: row.authenticatedAt.toISOString(),
        freshUntil: row.freshUntil.toISOString(),
        secondFactorAt: row.secondFactorAt?.toISOString() ?? null,
      },
      secondFactorRequired,
    }
  })
}
