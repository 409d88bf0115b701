import type { ApplicationScope } from '#contracts/applications.ts'
import type { PersonOfGrant } from './person-of-grant.ts'

/** OpenID Connect Core §5.1 and §5.4: what each scope lets an application know. A value that is not known is left out. */
export function personClaims(person: PersonOfGrant, scopes: readonly ApplicationScope[]): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  if (scopes.includes('profile')) {
    claims.name = person.name
    claims.preferred_username = person.userName
    if (person.givenName !== null) claims.given_name = person.givenName
    if (person.familyName !== null) claims.family_name = person.familyName
  }
  if (scopes.includes('email') && person.email !== null) {
    claims.email = person.email
    claims.email_verified = person.emailVerified
  }
  return claims
}
