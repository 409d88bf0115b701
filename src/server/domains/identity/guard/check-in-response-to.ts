import { filledIn, type SamlCheck } from './guard-state.ts'
import { attributeOf } from './xml.ts'

export const checkInResponseTo: SamlCheck = {
  name: 'in_response_to',
  clause:
    'SAML core §3.2.2, profiles §4.1.4.3: it answers the request that this browser was sent away with. Stops login CSRF and, but where they are switched on, unsolicited responses; those answer nothing.',
  run(state) {
    const answered = attributeOf(filledIn(state.response), 'InResponseTo')
    const { requestId } = state.expected
    if (requestId === null) return answered === null ? null : 'answers a request where none is pending'
    if (!answered) return 'unsolicited'
    return answered === requestId ? null : 'answers another request'
  },
}
