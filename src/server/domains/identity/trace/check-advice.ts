import type { SignInCheck } from '#contracts/sign-in-checks.ts'

/** How to fix what a check refuses, for the tenant's admin: a sentence each, and none may be missing. */
export const CHECK_ADVICE: Record<SignInCheck, string> = {
  departure: 'Delete the connection and add it again from the identity provider’s present metadata.',
  provider_unreachable:
    'Check that the identity provider is up and that its addresses in the metadata are right, then try again.',
  connection:
    'Switch the connection on, or use the sign-in page’s own link: this one names a connection that is not there.',
  relay_state:
    'Start at Gatehouse’s sign-in page rather than at a bookmarked or forwarded page of the identity provider.',
  browser:
    'Finish in the browser in which the sign-in began, and allow cookies there; an answer that was forwarded is never taken.',
  single_use: 'Start again from the sign-in page: the answer was sent twice, often by reloading or going back.',
  expired: 'Start again and finish within ten minutes of leaving the sign-in page.',
  protocol: 'Compare our ACS URL and redirect URI with what is entered at the identity provider: the two are mixed up.',
  encoding:
    'Have the identity provider post its response unchanged: it arrived cut off, or something between altered it.',
  document: 'Switch off whatever adds comments, a document type or instructions to the XML at the identity provider.',
  structure: 'Have the identity provider send one response with exactly one assertion in it.',
  decryption:
    'Encrypt to the certificate in our metadata with AES-GCM or AES-CBC, or switch encryption off: the assertion cannot be decrypted.',
  status: 'Look at the identity provider’s own log: it refused the person, most often because the app is not assigned.',
  issuer: 'Compare the issuer in the trace with the connection’s; take the metadata of the right app or tenant.',
  destination: 'Enter our ACS URL at the identity provider exactly as shown under Our values.',
  in_response_to:
    'Start at Gatehouse’s sign-in page; an app tile at the identity provider sends an answer that nobody asked for.',
  signature:
    'Take the identity provider’s present metadata: its certificate has changed, it signs with SHA-1, or it does not sign the assertion.',
  conditions: 'Set the identity provider’s clock: the assertion is not valid yet, no longer valid, or says no end.',
  audience: 'Enter our entity ID as the audience at the identity provider, character for character.',
  subject_confirmation:
    'Enter our ACS URL as the recipient as well, and compare the clocks: the confirmation is for another place or too old.',
  authentication:
    'Have the identity provider ask the person to sign in again: its own session has ended or is not stated.',
  subject:
    'Send one lasting NameID, and one value each for e-mail, given name and family name, at the identity provider’s attribute mapping.',
  parameters: 'Look for a proxy that repeats parameters: one that may come once came twice.',
  token:
    'Check client ID, client secret and discovery address of the connection, and the identity provider’s clock and keys.',
  token_algorithm: 'Have the provider sign ID tokens with RS256, PS256 or ES256, not with HS256 or none.',
  token_signature: 'Check that the discovery address’s jwks_uri serves the keys that the provider signs with now.',
  token_audience: 'Compare the connection’s client ID with the one that the provider puts into the ID token.',
  token_nonce:
    'Start again; if it stays, the provider drops the nonce that it was sent: switch its OpenID Connect mode on.',
  token_times: 'Set the provider’s clock: the ID token is expired, from the future, or says no times.',
  logout_token:
    'Have the provider send a logout token as Back-Channel Logout 1.0 describes: events, jti, sub or sid, and no nonce.',
  second_validator:
    'Compare the metadata of the connection with the identity provider’s: the second validator refuses it.',
  tenant: 'Start again from this organisation’s own sign-in page: the answer was made for another connection.',
  agreement: 'Send one NameID and one e-mail address: two readings of the same assertion found two people.',
  replay:
    'Start again: this assertion was accepted before, and none is accepted twice. If nobody went back, ask who has a copy.',
  user_disabled: 'Enable the person under Members, or assign the app to them again in the directory.',
  email_unverified:
    'Have the identity provider verify the address and send email_verified, or link the person by SCIM.',
  email_ambiguous: 'Give the two people with this address different addresses under Members or in the directory.',
  owner_unbound:
    'Ask an Owner to open this connection and let it vouch. Until then one that an Admin made is no Owner’s first way in, and one that a set-up link made is the first way in of nobody who has a role.',
  identity_conflict:
    'Remove the second account at the identity provider, or correct its address: the person already signs in with another.',
  sso_off: 'Switch single sign-on on under Enforcement, or have the person come in another way.',
  jit_off: 'Provision the person over SCIM or invite them first: people are not made at their first sign-in here.',
  email_domain: 'Add and verify the address’s domain under Domains, or correct the address at the identity provider.',
  code: 'Start again from the sign-in page: the last step works once, within ten minutes, in the same browser.',
  authentication_age:
    'Have the identity provider honour ForceAuthn or prompt=login: it answered from an earlier sign-in when a new one was asked for.',
  other_person: 'Confirm as the person who is signed in, or sign out first and start again as somebody else.',
  method: 'Allow this way of signing in under Sign-in policy, or use one that is allowed.',
  address: 'Add the address to the list under Sign-in policy, or sign in from one that is on it.',
  internal: 'Try again in a minute; if it stays, give the trace number to whoever runs Gatehouse.',
}
