import { ASSERTION, CLOCK_SKEW_MS, filledIn, type SamlCheck } from './guard-state.ts'
import { attributeOf, childElements, instantOf } from './xml.ts'

export const checkConditions: SamlCheck = {
  name: 'conditions',
  clause:
    'SAML core §2.5.1.2: within NotBefore and NotOnOrAfter, which must be there; §2.3.3, §3.2.2: IssueInstant not older than the connection allows. Stops old assertions.',
  run(state) {
    const assertion = filledIn(state.signedAssertion)
    if (attributeOf(assertion, 'Version') !== '2.0') return 'not SAML 2.0'
    if (!attributeOf(assertion, 'ID')) return 'no ID'
    for (const issuedThing of [filledIn(state.response), assertion]) {
      const issued = instantOf(attributeOf(issuedThing, 'IssueInstant'))
      if (!issued) return 'no readable IssueInstant'
      const age = state.now.getTime() - issued.getTime()
      if (age < -CLOCK_SKEW_MS) return 'issued in the future'
      if (age > state.expected.assertionMaxAgeMs + CLOCK_SKEW_MS) return 'issued too long ago'
    }
    const all = childElements(assertion, ASSERTION, 'Conditions')
    const [conditions] = all
    if (!conditions || all.length !== 1) return 'not exactly one Conditions'
    const end = instantOf(attributeOf(conditions, 'NotOnOrAfter'))
    if (!end) return 'no readable NotOnOrAfter'
    if (state.now.getTime() >= end.getTime() + CLOCK_SKEW_MS) return 'expired'
    const begin = attributeOf(conditions, 'NotBefore')
    if (begin !== null) {
      const from = instantOf(begin)
      if (!from) return 'no readable NotBefore'
      if (state.now.getTime() < from.getTime() - CLOCK_SKEW_MS) return 'not valid yet'
    }
    return null
  },
}
