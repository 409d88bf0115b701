import { timingSafeEqual } from 'node:crypto'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { SignInRejected } from '../errors.ts'
import { openidClientOf } from '../jackson-adapter.ts'
import { hashOfToken } from '../opaque-token.ts'
import { ourAddresses } from '../our-addresses.ts'
import { samlSigningKey } from '../saml-signing-key.ts'
import { type SignInContext, signInReadScope, signInScope } from '../sign-in-context.ts'
import { leaveWithLogoutRequest, logoutRequestByState } from './logout-request-store.ts'
import { logoutState } from './logout-state.ts'
import { openProviderSession } from './provider-session.ts'
import { type Departing, departureOfSession, forgetProviderSession } from './provider-session-store.ts'
import { type LeavingMessage, signedLogoutRequest } from './signed-logout-message.ts'

type LeaveInput = { tenantId: string; token: string }

/**
 * Sends a browser that has signed out here to its provider, to sign out there as well (SAML profiles §4.4.3.1, OpenID
 * Connect RP-Initiated Logout §2). Once, and only the browser that signed out.
 * @throws SignInRejected `relay_state`, `browser`, `single_use` or `expired`
 */
export async function leaveForLogout({ tenantId, token }: LeaveInput, context: SignInContext): Promise<LeavingMessage> {
  const now = context.now()
  const { request, departure } = await withTenant(signInReadScope(tenantId, context.request), async (tx) => {
    const found = await logoutRequestByState(tx, hashOfToken(token))
    return { request: found, departure: found && (await departureOfSession(tx, found.sessionId)) }
  })
  if (!request) throw new SignInRejected('relay_state', 'not one of ours')
  if (!context.browserToken || !timingSafeEqual(hashOfToken(context.browserToken), request.browserHash))
    throw new SignInRejected('browser', 'this browser did not sign out')
  if (request.leftAt || !departure) throw new SignInRejected('single_use', 'the browser has left already')
  if (request.expiresAt <= now) throw new SignInRejected('expired', 'the request took too long')
  const { id, message } = await departureFor({ tenantId, token }, departure, context)
  await withTenant(signInScope(tenantId, context.request), async (tx) => {
    if (!(await leaveWithLogoutRequest(tx, { id: request.id, samlRequestId: id, now })))
      throw new SignInRejected('single_use', 'the browser has left already')
    await forgetProviderSession(tx, request.sessionId)
    await append(
      tx,
      {
        action: 'sign_out.start',
        targets: [
          { type: 'session', id: request.sessionId },
          { type: 'sso_connection', id: departure.connectionId, name: departure.name },
        ],
        metadata: { connectionId: departure.connectionId, protocol: departure.protocol },
      },
      { actor: { type: 'anonymous' } },
    )
  })
  return message
}

async function departureFor(
  { tenantId, token }: LeaveInput,
  departure: Departing,
  context: SignInContext,
): Promise<{ id: string | null; message: LeavingMessage }> {
  const session = await openProviderSession(tenantId, departure.sealed)
  if (session.protocol === 'saml') {
    return signedLogoutRequest(session, {
      issuer: ourAddresses(tenantId).entityId,
      destination: departure.sloUrl,
      binding: departure.binding ?? 'redirect',
      relayState: token,
      privateKey: await samlSigningKey(tenantId, context.request),
    })
  }
  const { clientId } = await openidClientOf(departure.jacksonClientId)
  const url = new URL(departure.sloUrl)
  const parameters = {
    id_token_hint: session.idToken,
    client_id: clientId,
    post_logout_redirect_uri: ourAddresses(tenantId).postLogoutRedirectUri,
    state: logoutState(tenantId, token),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { id: null, message: { binding: 'redirect', url: url.toString() } }
}
