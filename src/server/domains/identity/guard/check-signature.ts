import { type Element, XMLSerializer } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { ASSERTION, filledIn, type GuardState, PROTOCOL, type SamlCheck, SIGNATURE } from './guard-state.ts'
import { attributeOf, childElements, descendants, parseUntrustedXml } from './xml.ts'

const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const SIGNATURE_METHODS = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
])
const DIGEST_METHODS = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'])

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
      const shape = shapeProblem(signature, owner)
      if (shape) return shape
      const octets = signedOctets(xml, signature, state.expected.certificates)
      if (octets === null) return 'a signature is not valid under the connection’s certificate'
      const covered = assertionIn(octets, state)
      if (covered && !state.signedAssertion) state.signedAssertion = covered
    }
    return state.signedAssertion ? null : 'the assertion is not covered'
  },
}

function shapeProblem(signature: Element, owner: Element): string | null {
  const infos = childElements(signature, SIGNATURE, 'SignedInfo')
  const [info] = infos
  if (!info || infos.length !== 1 || descendants(signature, 'SignedInfo').length !== 1)
    return 'not exactly one SignedInfo'
  const references = childElements(info, SIGNATURE, 'Reference')
  const [reference] = references
  if (!reference || references.length !== 1) return 'not exactly one reference'
  const id = attributeOf(owner, 'ID')
  if (!id || reference.getAttribute('URI') !== `#${id}`) return 'a signature covers something else than its parent'
  if (descendants(signature, 'Object').length > 0) return 'an object inside a signature'
  const algorithms = (parent: Element, name: string) =>
    descendants(parent, name).map((element) => element.getAttribute('Algorithm') ?? '')
  if (algorithms(info, 'CanonicalizationMethod').join() !== EXCLUSIVE_C14N) return 'an unexpected canonicalization'
  if (!algorithms(info, 'SignatureMethod').every((method) => SIGNATURE_METHODS.has(method)))
    return 'a weak or unknown signature algorithm'
  if (!algorithms(reference, 'DigestMethod').every((method) => DIGEST_METHODS.has(method)))
    return 'a weak or unknown digest'
  const transforms = algorithms(reference, 'Transform')
  if (!transforms.every((transform) => transform === ENVELOPED || transform === EXCLUSIVE_C14N))
    return 'an unexpected transform'
  return null
}

/** The canonical octets that a valid signature covers; null where no certificate of the connection vouches for it. */
function signedOctets(xml: string, signature: Element, certificates: readonly string[]): string | null {
  const signatureXml = new XMLSerializer().serializeToString(signature)
  for (const publicCert of certificates) {
    const signed = new SignedXml({ publicCert, getCertFromKeyInfo: () => null })
    try {
      signed.loadSignature(signatureXml)
      const [octets, ...others] = signed.checkSignature(xml) ? signed.getSignedReferences() : []
      if (octets !== undefined && others.length === 0) return octets
    } catch {
      // Not this certificate's; the next may be the one the provider rolled over to.
    }
  }
  return null
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
