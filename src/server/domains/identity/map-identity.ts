import { type AttributeMapping, valuesFor } from '#contracts/received-profile.ts'
import { SignInRejected } from './errors.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'

const LONGEST = 320

/**
 * Reads e-mail and names from the attributes that the tenant's admin named instead of the usual ones. The subject
 * is never mapped: who somebody is at the provider is the provider's word.
 * @throws SignInRejected `subject` where an attribute that identifies has several values
 */
export function mapIdentity<I extends VerifiedIdentity>(identity: I, mapping: AttributeMapping): I {
  const attributes = identity.claims as Record<string, string[]>
  const read = (field: 'email' | 'givenName' | 'familyName') => {
    const values = valuesFor(field, { attributes }, mapping)
    if (values.length > 1) throw new SignInRejected('subject', `several values of the attribute mapped to ${field}`)
    const [value] = values
    return value === undefined || value === '' || value.length > LONGEST ? null : value
  }
  return {
    ...identity,
    ...(mapping.givenName === undefined ? {} : { givenName: read('givenName') }),
    ...(mapping.familyName === undefined ? {} : { familyName: read('familyName') }),
    ...(mapping.email === undefined ? {} : mappedEmail(identity, mapping.email, read('email'))),
  }
}

/** OpenID Connect Core §5.1: `email_verified` speaks of the claim `email` and of no other. */
function mappedEmail(identity: VerifiedIdentity, attribute: string, email: string | null) {
  const sameAddress = email !== null && email.toLowerCase() === identity.email?.toLowerCase()
  const vouchedFor = identity.emailVerified && (isSaml(identity) || attribute === 'email' || sameAddress)
  return { email, emailVerified: vouchedFor }
}

/** A signed assertion vouches for all that it says. */
function isSaml(identity: VerifiedIdentity): boolean {
  return 'assertionId' in identity
}
