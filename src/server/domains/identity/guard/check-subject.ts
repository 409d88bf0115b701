import { ASSERTION, filledIn, type SamlCheck } from './guard-state.ts'
import { ambiguousIdentityAttribute } from './read-saml-identity.ts'
import { attributeOf, childElements, textOf } from './xml.ts'

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
const LONGEST_SUBJECT = 512

export const checkSubject: SamlCheck = {
  name: 'subject',
  clause:
    'SAML core §2.2, §2.4: one lasting NameID, and identity attributes with one value each. Stops "last value wins".',
  run(state) {
    const assertion = filledIn(state.signedAssertion)
    const nameIds = childElements(assertion, ASSERTION, 'Subject').flatMap((subject) =>
      childElements(subject, ASSERTION, 'NameID'),
    )
    const [nameId] = nameIds
    if (!nameId || nameIds.length !== 1) return 'not exactly one NameID'
    const value = textOf(nameId)
    if (!value || value.length > LONGEST_SUBJECT) return 'an empty or overlong NameID'
    if (/\p{Cc}|\p{Cf}/u.test(value)) return 'control characters in the NameID'
    if (attributeOf(nameId, 'Format') === TRANSIENT) return 'a transient NameID identifies nobody the next time'
    return ambiguousIdentityAttribute(assertion)
  },
}
