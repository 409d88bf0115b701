import { SignInRejected } from './errors.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import type { JacksonProfile } from './jackson-adapter.ts'

const LONGEST_SUBJECT = 255

/**
 * Reads what an OpenID provider said in an ID token that our guard has verified, and at its userinfo endpoint, of
 * which Jackson has made one set of claims. The two must be about one person and one address.
 * @param token the claims of the verified ID token
 * @throws SignInRejected `agreement` or `subject`
 */
export function readOpenidIdentity(
  profile: JacksonProfile,
  token: Readonly<Record<string, unknown>>,
): VerifiedIdentity {
  const { raw } = profile
  if (raw.sub !== token.sub) throw new SignInRejected('agreement', 'another subject')
  if (raw.iss !== token.iss) throw new SignInRejected('agreement', 'another issuer')
  for (const name of ['email', 'given_name', 'family_name']) {
    const value = raw[name]
    if (value !== undefined && value !== null && typeof value !== 'string')
      throw new SignInRejected('subject', `${name} is not one text`)
  }
  // A merge of two sources could pair the address of one with the verification of the other.
  if (token.email !== undefined && raw.email !== token.email)
    throw new SignInRejected('agreement', 'another e-mail address')
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
    emailVerified: raw.email_verified === true && token.email_verified !== false,
    givenName: textOrNull(raw.given_name),
    familyName: textOrNull(raw.family_name),
    authenticatedAt: secondsOrNull(token.auth_time),
    claims: claimsOf(raw),
  }
}

const NESTED_AT_MOST = 3

/**
 * Texts, and lists of them: what mapping rules can look at. Numbers and truth values count as their text, and what
 * stands in an object is named with full stops, as in `realm_access.roles`; a claim of that very name comes first.
 */
function claimsOf(raw: Readonly<Record<string, unknown>>, depth = 1): Record<string, string[]> {
  const claims = new Map<string, string[]>()
  const nested: [string, Record<string, unknown>][] = []
  for (const [name, value] of Object.entries(raw)) {
    const values = [value].flat().flatMap((one) => (SCALARS.has(typeof one) ? [String(one)] : []))
    if (values.length > 0) claims.set(name, values)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) nested.push([name, { ...value }])
  }
  for (const [name, inner] of depth < NESTED_AT_MOST ? nested : []) {
    for (const [key, values] of Object.entries(claimsOf(inner, depth + 1))) {
      if (!claims.has(`${name}.${key}`)) claims.set(`${name}.${key}`, values)
    }
  }
  return Object.fromEntries(claims)
}

const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'boolean'])

/** Seconds since 1970, as a JSON number. */
function secondsOrNull(value: unknown): Date | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return null
  const at = new Date(value * 1000)
  return Number.isNaN(at.getTime()) ? null : at
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= 320 ? value : null
}
