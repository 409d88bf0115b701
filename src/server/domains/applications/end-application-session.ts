import { endSessionOfBrowser, resolveSession } from '#server/domains/identity/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { findApplication } from './find-application.ts'
import { endGrant, grantsOfSession } from './grant-store.ts'
import { applicationScope } from './house.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { single } from './read-authorization-request.ts'
import { verifyToken } from './verify-token.ts'

export type SignedOut = { location: string; setCookies: string[] }

/**
 * OpenID Connect RP-Initiated Logout §2. The ID token says whose session ends: the browser's own, where it is that
 * one, and never another person's. The address to go on to is compared whole with the registered ones.
 * @throws OAuthRefusal for the page: nobody is sent anywhere
 */
export async function endApplicationSession(
  parameters: URLSearchParams,
  headers: Headers,
  request: RequestContext,
  now: () => Date,
): Promise<SignedOut> {
  const hint = single(parameters, 'id_token_hint')
  if (hint === null) throw new OAuthRefusal('invalid_request', 'id_token_hint is missing.')
  // §2: one whose time is over still says who it was for.
  const claims = await verifyToken(hint, { type: 'JWT', evenExpired: true }, request, now())
  const { aud: clientId, sid, tenant_id: tenantId, sub } = claims ?? {}
  if (typeof clientId !== 'string' || typeof sid !== 'string' || typeof tenantId !== 'string')
    throw new OAuthRefusal('invalid_request', 'id_token_hint is not an ID token of ours.')
  const asked = single(parameters, 'client_id')
  const application = await findApplication(clientId, request)
  if (!application || (asked !== null && asked !== clientId))
    throw new OAuthRefusal('invalid_request', 'The ID token was made for another application.')
  const location = single(parameters, 'post_logout_redirect_uri')
  if (location !== null && !application.postLogoutRedirectUris.includes(location))
    throw new OAuthRefusal('invalid_request', 'post_logout_redirect_uri is not registered.')

  await withTenant(applicationScope(tenantId, request), async (tx) => {
    const grants = await grantsOfSession(tx, { sessionId: sid, userId: String(sub), clientId })
    if (grants.length === 0) return tx.unchanged('no tokens of the application are open')
    for (const grant of grants) await endGrant(tx, grant, 'signed_out', now())
  })
  const person = await resolveSession(headers, request, now)
  const state = single(parameters, 'state')
  const back = location === null ? null : withState(location, state)
  const mine = person && person.tenantId === tenantId && person.sessionId === sid
  const ended = mine ? await endSessionOfBrowser(headers, request, now, back) : null
  return { location: ended?.leaveBy ?? back ?? '/sign-in', setCookies: ended?.setCookies ?? [] }
}

function withState(location: string, state: string | null): string {
  if (state === null) return location
  return `${location}${location.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`
}
