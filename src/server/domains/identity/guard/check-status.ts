import { filledIn, PROTOCOL, type SamlCheck } from './guard-state.ts'
import { attributeOf, childElements } from './xml.ts'

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'

export const checkStatus: SamlCheck = {
  name: 'status',
  clause: 'SAML core §3.2.2.2: only Success carries a sign-in.',
  run(state) {
    const statuses = childElements(filledIn(state.response), PROTOCOL, 'Status')
    const codes = statuses.flatMap((status) => childElements(status, PROTOCOL, 'StatusCode'))
    if (statuses.length !== 1 || codes.length !== 1) return 'not exactly one status'
    return attributeOf(codes[0] as (typeof codes)[0], 'Value') === SUCCESS
      ? null
      : 'the identity provider reports a failure'
  },
}
