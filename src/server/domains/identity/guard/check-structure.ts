import type { Element } from '@xmldom/xmldom'
import { ASSERTION, filledIn, PROTOCOL, type SamlCheck } from './guard-state.ts'
import { attributeOf, childElements, descendants } from './xml.ts'

export const checkStructure: SamlCheck = {
  name: 'structure',
  clause:
    'SAML core §3.2.2: one Response with one Assertion in it, in clear or encrypted, and no ID twice. Stops signature wrapping.',
  run(state) {
    const response = filledIn(state.response)
    if (response.namespaceURI !== PROTOCOL || response.localName !== 'Response') return 'the root is not a Response'
    if (attributeOf(response, 'Version') !== '2.0') return 'not SAML 2.0'
    if (descendants(response, 'Response').length !== 1) return 'a Response inside a Response'
    // Counted by local name: one in another namespace may still be read by another parser.
    const clear = descendants(response, 'Assertion')
    const encrypted = descendants(response, 'EncryptedAssertion')
    if (clear.length + encrypted.length !== 1) return `${clear.length + encrypted.length} assertions`
    const placed = [
      ...childElements(response, ASSERTION, 'Assertion'),
      ...childElements(response, ASSERTION, 'EncryptedAssertion'),
    ]
    if (placed[0] !== (clear[0] ?? encrypted[0])) return 'the assertion stands in the wrong place'
    if (repeatsAnId(response)) return 'an ID is used twice'
    if (encrypted[0]) state.encrypted = encrypted[0]
    if (clear[0]) {
      state.assertion = clear[0]
      state.assertionXml = filledIn(state.xml)
    }
    return null
  },
}

/** Whether two elements could both be what a signature's reference means. */
export function repeatsAnId(root: Element): boolean {
  const seen = new Set<string>()
  for (const element of [root, ...Array.from(root.getElementsByTagName('*'))]) {
    for (const attribute of Array.from(element.attributes)) {
      if ((attribute.localName ?? attribute.name).toLowerCase() !== 'id') continue
      if (seen.has(attribute.value)) return true
      seen.add(attribute.value)
    }
  }
  return false
}
