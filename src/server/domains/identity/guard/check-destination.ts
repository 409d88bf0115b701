import { filledIn, type SamlCheck } from './guard-state.ts'
import { attributeOf } from './xml.ts'

export const checkDestination: SamlCheck = {
  name: 'destination',
  clause:
    'SAML bindings §3.5.5.2: Destination is the address it was delivered to. Stops a response meant for another service.',
  run(state) {
    const destination = attributeOf(filledIn(state.response), 'Destination')
    if (!destination) return 'no Destination'
    return destination === state.expected.acsUrl ? null : 'meant for another address'
  },
}
