import { filledIn, type SamlCheck } from './guard-state.ts'
import { attributeOf } from './xml.ts'

export const checkInResponseTo: SamlCheck = {
  name: 'in_response_to',
  clause:
    'SAML core §3.2.2, profiles §4.1.4.3: it answers the request that this browser was sent away with. Stops login CSRF and unsolicited responses.',
  run(state) {
    const answered = attributeOf(filledIn(state.response), 'InResponseTo')
    if (!answered) return 'unsolicited'
    return answered === state.expected.requestId ? null : 'answers another request'
  },
}
