import { authorize } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal } from '#server/platform/principal.ts'
import type { StoredApplication } from './application-store.ts'
import { insertGrant } from './grant-store.ts'
import { newOneTimeSecret } from './new-secret.ts'
import type { AuthorizationParameters } from './read-authorization-request.ts'

const CODE_LIFETIME_MS = 60_000
/** What a provider's clock may be off by, as everywhere in a sign-in. */
const CLOCK_SKEW_MS = 2 * 60_000

/**
 * A one-time code for the person of a live session; null where the application wants a fresher authentication.
 * The permission is held to the tenant's policy: address, method, second factor, re-authentication.
 * @param asked since when the application waits; null where it has only just asked
 * @throws AppError `step_up_required` where the policy wants the session confirmed; `unauthenticated` where it has ended
 */
export function issueCode(
  person: Extract<Principal, { type: 'user' }>,
  application: StoredApplication,
  parameters: AuthorizationParameters,
  asked: Date | null,
  now: Date,
): Promise<string | null> {
  return withTenant(authorize(person, 'application:sign-in'), async (tx) => {
    const [session] = await tx.query<{ authenticatedAt: Date; createdAt: Date }>(
      'SELECT authenticated_at AS "authenticatedAt", created_at AS "createdAt" FROM sessions WHERE tenant_id = $1 AND id = $2',
      [tx.tenantId, person.sessionId],
    )
    if (!session || !isFresh(session, parameters, asked, now)) {
      tx.unchanged('the person has to authenticate anew first')
      return null
    }
    const { secret, hash } = newOneTimeSecret('ghac_')
    const grantId = newId()
    await insertGrant(tx, {
      id: grantId,
      application,
      userId: person.id,
      sessionId: person.sessionId,
      parameters,
      codeHash: hash,
      codeExpiresAt: new Date(now.getTime() + CODE_LIFETIME_MS),
      now,
    })
    await append(tx, {
      action: 'application.sign_in',
      targets: [
        { type: 'application', id: application.clientId, name: application.name },
        { type: 'user', id: person.id, name: person.name },
        { type: 'session', id: person.sessionId },
      ],
      metadata: { clientId: application.clientId, grantId, scopes: parameters.scopes },
    })
    return secret
  })
}

/** OpenID Connect Core §3.1.2.1, `prompt=login` and `max_age`. An authentication since the question is fresh in any case. */
function isFresh(
  session: { authenticatedAt: Date; createdAt: Date },
  { anew, maxAgeSeconds }: AuthorizationParameters,
  asked: Date | null,
  now: Date,
): boolean {
  const at = session.authenticatedAt.getTime()
  if (asked !== null) {
    // Our own clock for a passkey; for a provider its clock, and a session that was opened since.
    const since = session.createdAt >= asked ? asked.getTime() - CLOCK_SKEW_MS : asked.getTime()
    if (at >= since) return true
  }
  if (anew) return false
  return maxAgeSeconds === null || at + maxAgeSeconds * 1000 >= now.getTime()
}
