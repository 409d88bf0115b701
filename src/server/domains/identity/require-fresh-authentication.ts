import { SignInRejected } from './errors.ts'
import type { PendingRequest } from './find-pending-request.ts'
import { CLOCK_SKEW_MS } from './guard/guard-state.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'

/**
 * A sign-in that confirms an open session has to be one: asked for by ForceAuthn (SAML core §3.4.1) or by
 * `prompt=login` and `max_age=0` (OpenID Connect Core §3.1.2.1), which a provider may overlook, so the time that
 * it states is what counts.
 * @throws SignInRejected `authentication_age`
 */
export function requireFreshAuthentication(pending: PendingRequest, identity: VerifiedIdentity): void {
  if (pending.reauthenticatesUserId === null) return
  const at = identity.authenticatedAt
  if (!at) throw new SignInRejected('authentication_age', 'the provider does not say when the person authenticated')
  if (at.getTime() < pending.createdAt.getTime() - CLOCK_SKEW_MS)
    throw new SignInRejected('authentication_age', 'the provider answered from an older authentication')
}
