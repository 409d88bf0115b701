import { randomBytes, sign } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Keys, type Signing, signed } from './forge-saml-response.ts'

// What a provider says about a sign-out, and what an attacker could make of it.

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
export const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'

export type LogoutFacts = {
  issuer: string
  destination: string
  nameId?: string
  sessionIndexes?: readonly string[]
  inResponseTo?: string
  status?: string
  at?: Date
  notOnOrAfter?: Date
  id?: string
}

export function logoutRequestXml(facts: LogoutFacts): string {
  const indexes = (facts.sessionIndexes ?? []).map((one) => `<samlp:SessionIndex>${one}</samlp:SessionIndex>`).join('')
  const end = facts.notOnOrAfter ? ` NotOnOrAfter="${facts.notOnOrAfter.toISOString()}"` : ''
  return `<samlp:LogoutRequest ${common(facts)}${end}>${issuerOf(facts)}<saml:NameID Format="${EMAIL}">${facts.nameId}</saml:NameID>${indexes}</samlp:LogoutRequest>`
}

export function logoutResponseXml(facts: LogoutFacts): string {
  const status = facts.status ?? 'Success'
  return `<samlp:LogoutResponse ${common(facts)} InResponseTo="${facts.inResponseTo}">${issuerOf(facts)}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status></samlp:LogoutResponse>`
}

function common({ destination, at = new Date(), id = `_${randomBytes(16).toString('hex')}` }: LogoutFacts): string {
  return `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at.toISOString()}" Destination="${destination}"`
}

const issuerOf = ({ issuer }: LogoutFacts) => `<saml:Issuer>${issuer}</saml:Issuer>`

export type QuerySigning = { keys: Keys | null; relayState?: string; algorithm?: string }

/** HTTP-Redirect (SAML bindings §3.4.4.1); unsigned where there are no keys. */
export function byRedirect(
  address: string,
  kind: 'SAMLRequest' | 'SAMLResponse',
  xml: string,
  how: QuerySigning,
): string {
  const parts = [`${kind}=${encodeURIComponent(deflateRawSync(Buffer.from(xml)).toString('base64'))}`]
  if (how.relayState !== undefined) parts.push(`RelayState=${encodeURIComponent(how.relayState)}`)
  if (how.keys) {
    const algorithm = how.algorithm ?? RSA_SHA256
    parts.push(`SigAlg=${encodeURIComponent(algorithm)}`)
    const digest = algorithm === RSA_SHA1 ? 'sha1' : 'sha256'
    const signature = sign(digest, Buffer.from(parts.join('&')), how.keys.privateKeyPem)
    parts.push(`Signature=${encodeURIComponent(signature.toString('base64'))}`)
  }
  return `${address}?${parts.join('&')}`
}

/** HTTP-POST (§3.5): the fields of the form, with an enveloped signature where there are keys. */
export function byPost(kind: 'SAMLRequest' | 'SAMLResponse', xml: string, keys: Keys | null, signing: Signing = {}) {
  const of = kind === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse'
  const message = keys ? signed({ keys }, xml, { ...signing, of }) : xml
  return { [kind]: Buffer.from(message).toString('base64') }
}

/** The XML that an address of HTTP-Redirect carries. */
export function messageIn(address: string, kind: 'SAMLRequest' | 'SAMLResponse'): string {
  return inflateRawSync(Buffer.from(new URL(address).searchParams.get(kind) ?? '', 'base64')).toString('utf8')
}
