import { SignInRejected } from './errors.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import type { JacksonProfile } from './jackson-adapter.ts'

const LONGEST_SUBJECT = 255

/**
 * Reads what an OpenID provider said. Jackson has verified signature, nonce, state, audience, expiry and PKCE;
 * the issuer is held against our own row once more (mix-up, RFC 9207).
 * @throws SignInRejected `issuer` or `subject`
 */
export function readOpenidIdentity(profile: JacksonProfile, issuer: string): VerifiedIdentity {
  const { raw } = profile
  if (raw?.iss !== issuer) throw new SignInRejected('issuer', 'the ID token is from another provider')
  const subject = raw.sub
  // OpenID Connect Core §2: at most 255 ASCII characters.
  if (
    typeof subject !== 'string' ||
    subject.length === 0 ||
    subject.length > LONGEST_SUBJECT ||
    subject !== profile.id
  ) {
    throw new SignInRejected('subject', 'no usable sub')
  }
  return {
    subject,
    email: textOrNull(raw.email),
    // §5.1: only the provider's word that it has checked the address counts.
    emailVerified: raw.email_verified === true,
    givenName: textOrNull(raw.given_name),
    familyName: textOrNull(raw.family_name),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= 320 ? value : null
}
