import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { SAML_CHECKS } from '../guard/guard-saml-response.ts'
import { TOKEN_CHECKS } from '../guard/openid/guard-id-token.ts'

/** What demands the checks around the guard. The guard's own checks carry theirs. */
const CLAUSES: Partial<Record<SignInCheck, string>> = {
  departure: 'SAML core §3.4.1, OpenID Connect Core §3.1.2.1: the request carries an ID or state, nonce and PKCE.',
  provider_unreachable: 'The identity provider answers when it is asked.',
  connection: 'The connection is one of this organisation and is switched on.',
  relay_state: 'SAML bindings §3.5.3, RFC 6749 §10.12: the state is one that we gave out, found as a whole.',
  browser: 'RFC 9700 §4.7: an answer counts only in the browser that was sent away for it. Stops login CSRF.',
  single_use: 'SAML profiles §4.1.4.5, RFC 6749 §4.1.2: a request is answered once.',
  expired: 'An answer counts for ten minutes after the request.',
  protocol: 'The answer comes by the protocol of the connection.',
  issuer: 'RFC 9207 §2.4: the issuer is the one that the request was sent to. Stops mix-up.',
  status: 'OpenID Connect Core §3.1.2.6: an error response carries no sign-in.',
  parameters: 'RFC 6749 §3.1: no parameter comes twice.',
  token:
    'OpenID Connect Core §3.1.3.7: the ID token’s signature, issuer, audience, times, nonce and PKCE are verified.',
  token_algorithm:
    'OpenID Connect Core §3.1.3.7 step 7, RFC 8725 §3.1: an algorithm that we expect. Stops alg confusion.',
  token_signature: 'OpenID Connect Core §3.1.3.7 step 6: signed with one of the provider’s present keys.',
  token_audience: 'OpenID Connect Core §3.1.3.7 steps 3 to 5: aud and azp are our client ID.',
  token_nonce: 'OpenID Connect Core §3.1.3.7 step 11: the nonce is the one that was sent. Stops replay.',
  token_times: 'OpenID Connect Core §3.1.3.7 steps 9 and 10: neither expired nor from the future.',
  logout_token:
    'OpenID Connect Back-Channel Logout §2.6: a logout token says that it is one, and whose session it ends.',
  second_validator: 'A second validator reads the same response by itself and accepts it.',
  tenant: 'What was verified is of the connection and the request that this browser was sent away with.',
  agreement: 'Both validators read one and the same person.',
  subject: 'OpenID Connect Core §2: one lasting sub of at most 255 characters.',
  replay: 'SAML profiles §4.1.4.5: an assertion is accepted once.',
  user_disabled: 'The person is active in this organisation.',
  email_unverified: 'OpenID Connect Core §5.1: only an address that the provider vouches for finds a person.',
  email_ambiguous: 'An address stands for one person.',
  email_domain: 'An address lies in a domain that the organisation has verified, where it has verified any.',
  identity_conflict: 'A person has one identity at a connection.',
  owner_unbound:
    'An Owner or operator is first linked by a connection that an Owner made or lets vouch, and so is everybody with a role where a set-up link made it. Stops an Admin, or who made the link, from naming one through a provider of their own.',
  sso_off: 'Single sign-on is switched on for this organisation.',
  jit_off: 'Somebody new is made at sign-in only where that is switched on.',
  authentication_age:
    'OpenID Connect Core §3.1.2.1 max_age, SAML core §2.7.2: the authentication is as fresh as was asked for.',
  other_person: 'Whoever confirms is the person of the open session.',
  method: 'The sign-in policy allows this method.',
  address: 'The sign-in policy allows this address.',
  code: 'RFC 6749 §4.1.2: the one-time code is ours, unused and of this browser.',
  internal: 'Gatehouse itself works.',
}

const OF_GUARD = new Map<string, string>(SAML_CHECKS.map(({ name, clause }) => [name, clause]))
const OF_TOKEN = new Map<string, string>(TOKEN_CHECKS.map(({ name, clause }) => [name, clause]))

/** The clause that a check enforces, in the protocol in which it ran. */
export function clauseOf(check: SignInCheck, protocol: 'saml' | 'oidc'): string {
  return (
    (protocol === 'saml' ? OF_GUARD.get(check) : undefined) ??
    OF_TOKEN.get(check) ??
    CLAUSES[check] ??
    OF_GUARD.get(check) ??
    ''
  )
}
