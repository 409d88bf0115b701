import { type Element, XMLSerializer } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { SIGNATURE } from './guard-state.ts'
import { attributeOf, childElements, descendants } from './xml.ts'

const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const SIGNATURE_METHODS = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
])
const DIGEST_METHODS = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'])

/** What is odd about a signature of `owner`, before any of it is computed; null where it has the one form we take. */
export function signatureShapeProblem(signature: Element, owner: Element): string | null {
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
export function signedOctets(xml: string, signature: Element, certificates: readonly string[]): string | null {
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
