import { constants, verify, X509Certificate } from 'node:crypto'
import { PROTOCOL, SIGNATURE } from '../guard-state.ts'
import { signatureShapeProblem, signedOctets } from '../signed-octets.ts'
import { childElements, descendants, parseUntrustedXml } from '../xml.ts'
import type { LogoutCheck, LogoutState } from './logout-state.ts'

type QueryAlgorithm = { digest: string; pss?: boolean }
const QUERY_ALGORITHMS: Readonly<Record<string, QueryAlgorithm>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': { digest: 'sha256' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': { digest: 'sha384' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': { digest: 'sha512' },
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1': { digest: 'sha256', pss: true },
}
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE'

export const checkLogoutSignature: LogoutCheck = {
  name: 'signature',
  clause:
    'SAML profiles §4.4.3.1, §4.4.4.1, bindings §3.4.4.1: signed under the connection’s own certificate, SHA-256 or better, over the octets that were sent. Stops anybody else from signing people out, or from vouching that they are.',
  run: (state) => (state.delivery.query === null ? checkEnveloped(state) : checkQuery(state, state.delivery.query)),
}

function checkEnveloped(state: LogoutState): string | null {
  const { root, xml, expected, delivery } = state
  const own = childElements(root, SIGNATURE, 'Signature')
  const [signature] = own
  if (descendants(root, 'Signature').length !== own.length) return 'a signature stands in the wrong place'
  if (!signature) return 'nothing is signed'
  if (own.length > 1) return 'several signatures'
  const shape = signatureShapeProblem(signature, root)
  if (shape) return shape
  const octets = signedOctets(xml, signature, expected.certificates)
  if (octets === null) return 'the signature is not valid under the connection’s certificate'
  const signed = parseUntrustedXml(octets).documentElement
  if (signed?.namespaceURI !== PROTOCOL || signed.localName !== delivery.kind) return 'the message is not covered'
  state.signedRoot = signed
  return null
}

/** The parameters in the order in which they are signed, each exactly as it was sent. */
function checkQuery(state: LogoutState, query: string): string | null {
  const sent = new Map<string, string>()
  for (const part of query.replace(/^\?/, '').split('&')) {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    if (sent.has(name)) return 'a parameter came twice'
    sent.set(name, equals < 0 ? '' : part.slice(equals + 1))
  }
  const read = (name: string) => decodeOnce(sent.get(name))
  const encoding = read('SAMLEncoding')
  if (encoding !== null && encoding !== DEFLATE) return 'an unexpected encoding'
  const message = state.delivery.kind === 'LogoutRequest' ? 'SAMLRequest' : 'SAMLResponse'
  if (sent.has(message === 'SAMLRequest' ? 'SAMLResponse' : 'SAMLRequest')) return 'a request and a response at once'
  if (read(message) !== state.delivery.message) return 'another message than the signed one was read'
  // Bindings §3.4.4.1: a signature inside is removed before the query is signed; one that stands there is another reading.
  if (descendants(state.root, 'Signature').length > 0) return 'a signature stands in the wrong place'
  const named = read('SigAlg')
  const signature = read('Signature')
  if (!named || !signature) return 'nothing is signed'
  const algorithm = Object.hasOwn(QUERY_ALGORITHMS, named) ? QUERY_ALGORITHMS[named] : undefined
  if (!algorithm) return 'a weak or unknown signature algorithm'
  const octets = [message, 'RelayState', 'SigAlg'].flatMap((name) =>
    sent.has(name) ? `${name}=${sent.get(name)}` : [],
  )
  const holds = state.expected.certificates.some((pem) => isSignedBy(pem, algorithm, octets.join('&'), signature))
  if (!holds) return 'the signature is not valid under the connection’s certificate'
  state.signedRoot = state.root
  return null
}

function isSignedBy(pem: string, algorithm: QueryAlgorithm, octets: string, signature: string): boolean {
  const padding = algorithm.pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {}
  try {
    const key = new X509Certificate(pem).publicKey
    return verify(algorithm.digest, Buffer.from(octets), { key, ...padding }, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** A form's encoding of one value (RFC 1866 §8.2.1); null where there is none or it cannot be read. */
function decodeOnce(encoded: string | undefined): string | null {
  if (encoded === undefined) return null
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return null
  }
}
