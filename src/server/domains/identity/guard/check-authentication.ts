import { ASSERTION, CLOCK_SKEW_MS, filledIn, type SamlCheck } from './guard-state.ts'
import { attributeOf, childElements, instantOf } from './xml.ts'

export const checkAuthentication: SamlCheck = {
  name: 'authentication',
  clause:
    'SAML profiles §4.1.4.2: an AuthnStatement says that the person was authenticated not longer ago than the connection allows, and whose session has not ended.',
  run(state) {
    const statements = childElements(filledIn(state.signedAssertion), ASSERTION, 'AuthnStatement')
    if (statements.length === 0) return 'no AuthnStatement'
    for (const statement of statements) {
      const at = instantOf(attributeOf(statement, 'AuthnInstant'))
      if (!at) return 'no readable AuthnInstant'
      const age = state.now.getTime() - at.getTime()
      if (age < -CLOCK_SKEW_MS) return 'authenticated in the future'
      if (age > state.expected.authenticationMaxAgeMs + CLOCK_SKEW_MS) return 'authenticated too long ago'
      const end = attributeOf(statement, 'SessionNotOnOrAfter')
      if (end === null) continue
      const ends = instantOf(end)
      if (!ends) return 'no readable SessionNotOnOrAfter'
      if (state.now.getTime() >= ends.getTime() + CLOCK_SKEW_MS) return 'the provider’s session has ended'
    }
    return null
  },
}
