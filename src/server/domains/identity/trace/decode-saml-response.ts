import { createHash } from 'node:crypto'
import type { Element } from '@xmldom/xmldom'
import type { ReceivedNode } from '#contracts/sign-in-traces.ts'
import { ASSERTION, PROTOCOL, SIGNATURE } from '../guard/guard-state.ts'
import { attributeOf, descendants } from '../guard/xml.ts'
import { type DecodedResponse, looksSecret, ResponseTree } from './decoded-response.ts'

const ENCRYPTION = 'http://www.w3.org/2001/04/xmlenc#'
/** XML attributes whose values say nothing about a person. Everything else is personal. */
const PLAIN_ATTRIBUTES = new Set([
  'ID',
  'Version',
  'IssueInstant',
  'Destination',
  'InResponseTo',
  'Consent',
  'NotBefore',
  'NotOnOrAfter',
  'Format',
  'Name',
  'NameFormat',
  'FriendlyName',
  'Method',
  'Recipient',
  'AuthnInstant',
  'SessionNotOnOrAfter',
  'type',
])
/** Elements of SAML whose text says nothing about a person. */
const PLAIN_TEXT = new Set(['Issuer', 'Audience', 'AuthnContextClassRef', 'AuthenticatingAuthority'])

/** Decodes a parsed response for its trace. No signature, certificate or ciphertext stays, so nothing of it can be posted again. */
export function decodeSamlResponse(response: Element, decrypted?: Element): DecodedResponse {
  const tree = new ResponseTree()
  const root = nodeOf(response, tree, false)
  if (decrypted) root.children.push(nodeOf(decrypted, tree, false))
  return { tree: root, personal: tree.personal }
}

function nodeOf(element: Element, tree: ResponseTree, secret: boolean): ReceivedNode {
  const name = element.localName ?? element.nodeName
  const node: ReceivedNode = { name, attributes: [], value: null, children: [] }
  if (element.namespaceURI === SIGNATURE) return { ...node, value: tree.removed(describeSignature(element)) }
  if (element.namespaceURI === ENCRYPTION || name.startsWith('Encrypted'))
    return { ...node, value: tree.removed('encrypted') }
  const hides = secret || (name === 'Attribute' && looksSecret(nameOf(element)))
  for (const attribute of Array.from(element.attributes)) {
    if (attribute.name === 'xmlns' || attribute.name.startsWith('xmlns:')) continue
    const known =
      PLAIN_ATTRIBUTES.has(attribute.localName ?? '') || (name === 'StatusCode' && attribute.name === 'Value')
    node.attributes.push({
      name: attribute.name,
      value: known
        ? tree.plain(attribute.value)
        : secret
          ? tree.removed('may be a secret')
          : tree.hide(attribute.value),
    })
  }
  let text = ''
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 3 || child.nodeType === 4) text += child.nodeValue ?? ''
    if (child.nodeType !== 1) continue
    if (!tree.room()) {
      node.children.push({ name: '…', attributes: [], value: tree.removed('more than is kept'), children: [] })
      break
    }
    node.children.push(nodeOf(child as unknown as Element, tree, hides))
  }
  const value = text.trim()
  if (value === '') return node
  const ofSaml = element.namespaceURI === ASSERTION || element.namespaceURI === PROTOCOL
  node.value = hides
    ? tree.removed('may be a secret')
    : ofSaml && PLAIN_TEXT.has(name)
      ? tree.plain(value)
      : tree.hide(value)
  return node
}

function nameOf(attribute: Element): string {
  return `${attributeOf(attribute, 'Name') ?? ''} ${attributeOf(attribute, 'FriendlyName') ?? ''}`
}

/** What an admin needs to compare, and nothing that could be used again. */
function describeSignature(signature: Element): string {
  const algorithm = descendants(signature, 'SignatureMethod')[0]?.getAttribute('Algorithm') ?? ''
  const certificate = (descendants(signature, 'X509Certificate')[0]?.textContent ?? '').replace(/\s/g, '')
  const print =
    certificate === '' ? '' : createHash('sha256').update(Buffer.from(certificate, 'base64')).digest('hex').slice(0, 32)
  const method = /[#/]([a-zA-Z0-9-]{1,40})$/.exec(algorithm)?.[1] ?? 'unknown algorithm'
  return `signature, ${method}${print ? `, certificate SHA-256 ${print}…` : ''}`
}
