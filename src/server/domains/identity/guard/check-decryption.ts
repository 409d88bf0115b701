import { repeatsAnId } from './check-structure.ts'
import { decryptAssertion } from './decrypt-assertion.ts'
import { ASSERTION, filledIn, type SamlCheck } from './guard-state.ts'
import { descendants, parseUntrustedXml } from './xml.ts'

// One answer to everything that can go wrong while decrypting: telling faults apart would tell about the plaintext.
const UNREADABLE = 'the assertion cannot be decrypted with this tenant’s key'

export const checkDecryption: SamlCheck = {
  name: 'decryption',
  clause:
    'SAML core §2.3.4, XML Encryption 1.1 §5: an encrypted assertion opens with the tenant’s key (RSA-OAEP, AES) and is one Assertion. What was inside is held to every check that a clear one is.',
  run(state) {
    if (!state.encrypted) return null
    const xml = decryptAssertion(state.encrypted, state.expected.decryptionKeys)
    if (xml === null) return UNREADABLE
    try {
      const root = parseUntrustedXml(xml).documentElement
      if (root?.namespaceURI !== ASSERTION || root.localName !== 'Assertion') return UNREADABLE
      const nested = ['Assertion', 'EncryptedAssertion', 'Response'].flatMap((name) => descendants(root, name))
      if (nested.length !== 1 || repeatsAnId(root)) return UNREADABLE
      state.assertion = root
      state.assertionXml = filledIn(xml)
      return null
    } catch {
      return UNREADABLE
    }
  },
}
