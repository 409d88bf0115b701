import type { ApplicationScope } from '#contracts/applications.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { findApplication } from './find-application.ts'
import { servesTenant } from './give-tokens.ts'
import { grantById } from './grant-store.ts'
import { applicationReadScope } from './house.ts'
import { userinfoAudience } from './issuer.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { personClaims } from './person-claims.ts'
import { personOfGrant } from './person-of-grant.ts'
import { ACCESS_TOKEN_TYPE } from './sign-tokens.ts'
import { verifyToken } from './verify-token.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * OpenID Connect Core §5.3. The token's signature is one thing; whether its application, grant, session and person
 * are still good is read anew.
 * @throws OAuthRefusal `invalid_token`
 */
export async function getUserInfo(
  accessToken: string,
  request: RequestContext,
  now: Date,
): Promise<Record<string, unknown>> {
  const claims = await verifyToken(accessToken, { type: ACCESS_TOKEN_TYPE, audience: userinfoAudience() }, request, now)
  const { tenant_id: tenantId, gid, sub, client_id: clientId } = claims ?? {}
  if (!isUuid(tenantId) || !isUuid(gid) || !isUuid(sub) || typeof clientId !== 'string')
    throw invalidToken('not an access token of ours')
  const application = await findApplication(clientId, request)
  if (!application || !servesTenant(application, tenantId))
    throw invalidToken('its application is disabled, or serves the tenant no more')
  const found = await withTenant(applicationReadScope(tenantId, request), async (tx) => {
    const grant = await grantById(tx, gid)
    if (!grant || grant.userId !== sub || grant.endedAt !== null) return null
    const person = await personOfGrant(tx, grant, now)
    return person && { person, scopes: grant.scopes as ApplicationScope[] }
  })
  if (!found) throw invalidToken('its grant or session has ended')
  const { person, scopes } = found
  return {
    sub: person.userId,
    tenant_id: tenantId,
    tenant: { id: tenantId, slug: person.tenantSlug },
    roles: person.roles,
    ...personClaims(person, scopes),
  }
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}

function invalidToken(detail: string): OAuthRefusal {
  return new OAuthRefusal('invalid_token', 'The access token is not valid, has expired or was taken back.', detail)
}
