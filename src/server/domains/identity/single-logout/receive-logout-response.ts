import { timingSafeEqual } from 'node:crypto'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { SignInRejected } from '../errors.ts'
import { guardLogoutMessage } from '../guard/logout/guard-logout-message.ts'
import type { LogoutDelivery } from '../guard/logout/logout-state.ts'
import { readLogoutMessage } from '../guard/logout/read-logout-message.ts'
import { hashOfToken, isOpaqueToken } from '../opaque-token.ts'
import { ourAddresses } from '../our-addresses.ts'
import { type SignInContext, signInReadScope, signInScope } from '../sign-in-context.ts'
import { answerLogoutRequest, type LogoutRequest, logoutRequestByState } from './logout-request-store.ts'
import type { LogoutFacts } from './record-logout-rejection.ts'

/**
 * The provider's answer to a LogoutRequest of ours (SAML profiles §4.4.3.5). Our session ended before the browser
 * left: all that hangs on this is what the person is told.
 * @throws SignInRejected where it does not say that the person is signed out there
 */
export async function receiveLogoutResponse(
  delivery: LogoutDelivery,
  relayState: string,
  facts: LogoutFacts,
  context: SignInContext,
): Promise<void> {
  const pending = await pendingLogout(relayState, 'saml', facts, context)
  const read = readLogoutMessage(delivery)
  if (!read.ok) throw new SignInRejected(read.check, read.detail)
  const expected = {
    sloUrl: ourAddresses(facts.tenantId).sloUrl,
    idpEntityId: pending.idpEntityId,
    certificates: pending.idpCertificates,
    requestId: pending.samlRequestId,
  }
  const guarded = guardLogoutMessage(delivery, read, expected, context.now())
  if (!guarded.passed) throw new SignInRejected(guarded.check, guarded.detail)
  await confirmLogout(pending, facts.tenantId, context)
}

/** The provider sends the browser back (RP-Initiated Logout §3). That it does is all that it says. */
export async function returnFromOpenidLogout(token: string, facts: LogoutFacts, context: SignInContext): Promise<void> {
  await confirmLogout(await pendingLogout(token, 'oidc', facts, context), facts.tenantId, context)
}

async function pendingLogout(
  token: string,
  protocol: 'saml' | 'oidc',
  facts: LogoutFacts,
  context: SignInContext,
): Promise<LogoutRequest> {
  const request = isOpaqueToken(token)
    ? await withTenant(signInReadScope(facts.tenantId, context.request), (tx) =>
        logoutRequestByState(tx, hashOfToken(token)),
      )
    : null
  if (!request?.leftAt) throw new SignInRejected('relay_state', 'not one of ours')
  facts.connectionId = request.connectionId
  if (!context.browserToken || !timingSafeEqual(hashOfToken(context.browserToken), request.browserHash))
    throw new SignInRejected('browser', 'this browser did not sign out')
  facts.returnTo = request.returnTo
  if (request.answeredAt) throw new SignInRejected('single_use', 'the request was answered already')
  if (request.expiresAt <= context.now()) throw new SignInRejected('expired', 'the request took too long')
  if (request.protocol !== protocol) throw new SignInRejected('protocol', 'the request is of the other protocol')
  return request
}

function confirmLogout(request: LogoutRequest, tenantId: string, context: SignInContext): Promise<void> {
  return withTenant(signInScope(tenantId, context.request), async (tx) => {
    if (!(await answerLogoutRequest(tx, request.id, context.now())))
      throw new SignInRejected('single_use', 'the request was answered already')
    await append(
      tx,
      {
        action: 'sign_out.confirm',
        targets: [
          { type: 'session', id: request.sessionId },
          { type: 'sso_connection', id: request.connectionId },
        ],
        metadata: { connectionId: request.connectionId, protocol: request.protocol },
      },
      { actor: { type: 'anonymous' } },
    )
  })
}
