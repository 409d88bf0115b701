import { ASSERTION, filledIn, type SamlCheck } from './guard-state.ts'
import { childElements, textOf } from './xml.ts'

export const checkIssuer: SamlCheck = {
  name: 'issuer',
  clause:
    'SAML profiles §4.1.4.2: Issuer is the identity provider of the connection at which this request was started. Stops one tenant’s provider from answering for another.',
  run(state) {
    const response = filledIn(state.response)
    const ofResponse = childElements(response, ASSERTION, 'Issuer')
    if (ofResponse.length > 1) return 'several issuers'
    if (ofResponse[0] && textOf(ofResponse[0]) !== state.expected.idpEntityId)
      return 'the response is from another provider'
    const ofAssertion = childElements(filledIn(state.assertion), ASSERTION, 'Issuer')
    if (ofAssertion.length !== 1) return 'the assertion has not exactly one issuer'
    return textOf(ofAssertion[0] as (typeof ofAssertion)[0]) === state.expected.idpEntityId
      ? null
      : 'the assertion is from another provider'
  },
}
