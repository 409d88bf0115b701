import { ASSERTION, filledIn, PROTOCOL, type SamlCheck } from './guard-state.ts'
import { attributeOf, childElements, descendants } from './xml.ts'

export const checkStructure: SamlCheck = {
  name: 'structure',
  clause: 'SAML core §3.2.2: one Response with one Assertion in it, and no ID twice. Stops signature wrapping.',
  run(state) {
    const response = filledIn(state.response)
    if (response.namespaceURI !== PROTOCOL || response.localName !== 'Response') return 'the root is not a Response'
    if (attributeOf(response, 'Version') !== '2.0') return 'not SAML 2.0'
    if (descendants(response, 'Response').length !== 1) return 'a Response inside a Response'
    if (descendants(response, 'EncryptedAssertion').length > 0) return 'an encrypted assertion'
    // Counted by local name: one in another namespace may still be read by another parser.
    const anywhere = descendants(response, 'Assertion')
    if (anywhere.length !== 1) return `${anywhere.length} assertions`
    if (childElements(response, ASSERTION, 'Assertion')[0] !== anywhere[0])
      return 'the assertion stands in the wrong place'
    const seen = new Set<string>()
    for (const element of [response, ...Array.from(response.getElementsByTagName('*'))]) {
      for (const attribute of Array.from(element.attributes)) {
        if ((attribute.localName ?? attribute.name).toLowerCase() !== 'id') continue
        if (seen.has(attribute.value)) return 'an ID is used twice'
        seen.add(attribute.value)
      }
    }
    return null
  },
}
