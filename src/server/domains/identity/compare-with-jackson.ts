import { SignInRejected } from './errors.ts'
import type { PendingRequest } from './find-pending-request.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { type JacksonProfile, jacksonProduct } from './jackson-adapter.ts'

const NAME_ID_CLAIM = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier'

/** Jackson must have answered for the very connection and request that we sent away. @throws SignInRejected */
export function requireSameConnection(profile: JacksonProfile, pending: PendingRequest): void {
  const { client_id, state, product } = profile.requested ?? {}
  if (
    client_id !== pending.connection.jacksonClientId ||
    product !== jacksonProduct(pending.tenantId, pending.connection.id)
  ) {
    throw new SignInRejected('tenant', 'the response was verified for another connection')
  }
  if (state !== pending.id) throw new SignInRejected('tenant', 'the response was verified for another request')
}

/**
 * Two readers of one assertion must see one person. The claim Jackson calls `id` is not asked: an attribute of
 * that name would set it.
 * @throws SignInRejected `agreement`
 */
export function requireSameIdentity(profile: JacksonProfile, ours: VerifiedIdentity): void {
  if (profile.raw?.[NAME_ID_CLAIM] !== ours.subject) throw new SignInRejected('agreement', 'another subject')
  const email = typeof profile.email === 'string' ? profile.email.toLowerCase() : null
  if (email !== null && ours.email !== null && email !== ours.email.toLowerCase()) {
    throw new SignInRejected('agreement', 'another e-mail address')
  }
}
