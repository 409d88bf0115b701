import { timingSafeEqual } from 'node:crypto'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import { SignInRejected } from './errors.ts'
import { hashOfToken } from './opaque-token.ts'
import { type SignInContext, signInReadScope } from './sign-in-context.ts'
import { type SignInRequest, signInRequestById } from './sign-in-request-store.ts'
import type { SignInTrace } from './trace/sign-in-trace.ts'

export type PendingRequest = SignInRequest & { tenantId: string }

/**
 * The sign-in that a returning state belongs to, and with it the tenant and the connection. The state is found as
 * a whole by its hash, so one with another prefix, or of somebody else's making, is no state of ours.
 *
 * @param trace gets tenant, connection and request as soon as they are known, so that a refusal can be recorded there
 * @throws SignInRejected `relay_state`, `browser`, `expired`, `single_use`, `protocol` or `connection`
 */
export async function findPendingRequest(
  state: string,
  protocol: 'saml' | 'oidc',
  context: SignInContext,
  trace: SignInTrace,
): Promise<PendingRequest> {
  trace.enter('response')
  if (state.length === 0 || state.length > 512) throw new SignInRejected('relay_state', 'none, or not one of ours')
  const known = await findCredential('sign-in-state', hashOfToken(state))
  if (!known) throw new SignInRejected('relay_state', 'not one of ours')
  Object.assign(trace, { tenantId: known.tenantId, connectionId: known.connectionId, signInRequestId: known.id })
  const request = await withTenant(signInReadScope(known.tenantId, context.request), (tx) =>
    signInRequestById(tx, known.id),
  )
  if (!request) throw new SignInRejected('relay_state', 'its request is gone')
  // Login CSRF: an answer is good only in the browser that was sent away for it.
  if (!context.browserToken || !timingSafeEqual(hashOfToken(context.browserToken), request.browserHash)) {
    throw new SignInRejected('browser', 'this browser did not start the request')
  }
  if (request.testId) trace.testPage = request.redirectTo
  if (request.answeredAt) throw new SignInRejected('single_use', 'the request was answered already')
  if (request.expiresAt <= context.now()) throw new SignInRejected('expired', 'the request took too long')
  if (request.connection.protocol !== protocol)
    throw new SignInRejected('protocol', 'the request is of the other protocol')
  if (request.connection.status !== 'active' && !request.testId)
    throw new SignInRejected('connection', 'the connection is switched off')
  return { ...request, tenantId: known.tenantId }
}
