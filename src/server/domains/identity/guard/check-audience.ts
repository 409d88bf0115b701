import { ASSERTION, filledIn, type SamlCheck } from './guard-state.ts'
import { childElements, textOf } from './xml.ts'

export const checkAudience: SamlCheck = {
  name: 'audience',
  clause:
    'SAML core §2.5.1.4, profiles §4.1.4.2: every AudienceRestriction names our entity ID of this tenant, exactly. Stops assertions made for others.',
  run(state) {
    const restrictions = childElements(filledIn(state.signedAssertion), ASSERTION, 'Conditions').flatMap((conditions) =>
      childElements(conditions, ASSERTION, 'AudienceRestriction'),
    )
    if (restrictions.length === 0) return 'no AudienceRestriction'
    const namesUs = restrictions.every((restriction) =>
      childElements(restriction, ASSERTION, 'Audience').some(
        (audience) => textOf(audience) === state.expected.entityId,
      ),
    )
    return namesUs ? null : 'made for another audience'
  },
}
