import type { Element } from '@xmldom/xmldom'
import { ASSERTION, filledIn, type GuardState, PROTOCOL, type SamlCheck, SIGNATURE } from './guard-state.ts'
import { signatureShapeProblem, signedOctets } from './signed-octets.ts'
import { childElements, descendants, parseUntrustedXml } from './xml.ts'

export const checkSignature: SamlCheck = {
  name: 'signature',
  clause:
    'SAML core §5.4, profiles §4.1.3.5: every signature is valid under the connection’s own certificate, SHA-256 or better, and covers its parent by ID. What is read afterwards is parsed from the signed octets. Stops tampering, stripping, wrapping, KeyInfo and algorithm tricks.',
  run(state) {
    const response = filledIn(state.response)
    const assertion = filledIn(state.assertion)
    const owners = [
      { owner: assertion, xml: filledIn(state.assertionXml) },
      { owner: response, xml: filledIn(state.xml) },
    ]
    const ours = owners.flatMap(({ owner, xml }) =>
      childElements(owner, SIGNATURE, 'Signature').map((signature) => ({ owner, xml, signature })),
    )
    const anywhere = new Set([...descendants(response, 'Signature'), ...descendants(assertion, 'Signature')])
    if (anywhere.size !== ours.length) return 'a signature stands in the wrong place'
    if (ours.length === 0) return 'nothing is signed'
    if (ours.length > 2 || (ours.length === 2 && ours[0]?.owner === ours[1]?.owner))
      return 'several signatures of one element'
    for (const { owner, xml, signature } of ours) {
      const shape = signatureShapeProblem(signature, owner)
      if (shape) return shape
      const octets = signedOctets(xml, signature, state.expected.certificates)
      if (octets === null) return 'a signature is not valid under the connection’s certificate'
      const covered = assertionIn(octets, state)
      if (covered && !state.signedAssertion) state.signedAssertion = covered
    }
    return state.signedAssertion ? null : 'the assertion is not covered'
  },
}

function assertionIn(octets: string, state: GuardState): Element | undefined {
  const root = parseUntrustedXml(octets).documentElement
  if (root?.namespaceURI === ASSERTION && root.localName === 'Assertion') return root
  if (root?.namespaceURI !== PROTOCOL || root.localName !== 'Response') return undefined
  const assertions = childElements(root, ASSERTION, 'Assertion')
  if (assertions.length === 1) return assertions[0]
  // A signed response vouches for the very ciphertext that stands in it.
  const [encrypted, ...others] = childElements(root, ASSERTION, 'EncryptedAssertion')
  const decrypted = filledIn(state.encrypted)
  if (!encrypted || others.length > 0 || encrypted.textContent !== decrypted.textContent) return undefined
  return state.assertion
}
