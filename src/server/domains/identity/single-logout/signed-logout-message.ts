import { inflateRawSync } from 'node:zlib'
import { SAML } from '@node-saml/node-saml'
import { SignedXml } from 'xml-crypto'
import { attributeOf, parseUntrustedXml } from '../guard/xml.ts'
import type { ProviderSession } from './provider-session.ts'

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

type Sending = {
  /** Our entity ID for the tenant. */
  issuer: string
  /** Where the provider takes it. */
  destination: string
  binding: 'redirect' | 'post'
  relayState: string
  /** The tenant's signing key, PEM. */
  privateKey: string
}

/** How a signed message leaves: by an address to go to, or in a form that the browser posts. */
export type LeavingMessage =
  | { binding: 'redirect'; url: string }
  | { binding: 'post'; action: string; fields: Record<string, string> }

/** SAML core §3.7.1, written and (for HTTP-Redirect) signed by node-saml. @returns it with its ID */
export async function signedLogoutRequest(
  session: Extract<ProviderSession, { protocol: 'saml' }>,
  sending: Sending,
): Promise<{ id: string; message: LeavingMessage }> {
  const url = await writer(sending).getLogoutUrlAsync(
    {
      issuer: sending.issuer,
      nameID: session.nameId,
      nameIDFormat: session.format ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      ...(session.nameQualifier === null ? {} : { nameQualifier: session.nameQualifier }),
      ...(session.spNameQualifier === null ? {} : { spNameQualifier: session.spNameQualifier }),
      ...(session.sessionIndex === null ? {} : { sessionIndex: session.sessionIndex }),
    },
    sending.relayState,
    {},
  )
  const xml = messageIn(url, 'SAMLRequest')
  const root = parseUntrustedXml(xml).documentElement
  const id = root && attributeOf(root, 'ID')
  if (!id) throw new Error('a LogoutRequest without ID')
  return { id, message: leaving(url, xml, 'SAMLRequest', sending) }
}

/** SAML core §3.7.2: the answer to a provider's LogoutRequest. */
export async function signedLogoutResponse(inResponseTo: string, sending: Sending): Promise<LeavingMessage> {
  const about = { issuer: sending.issuer, nameID: '', nameIDFormat: '', ID: inResponseTo }
  const url = await writer(sending).getLogoutResponseUrlAsync(about, sending.relayState, {}, true)
  return leaving(url, messageIn(url, 'SAMLResponse'), 'SAMLResponse', sending)
}

function writer({ issuer, destination, privateKey }: Sending): SAML {
  return new SAML({
    issuer,
    callbackUrl: destination,
    entryPoint: destination,
    logoutUrl: destination,
    // It verifies nothing here, and will not be made without a certificate.
    idpCert: 'none',
    privateKey,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
  })
}

function messageIn(url: string, name: 'SAMLRequest' | 'SAMLResponse'): string {
  const deflated = Buffer.from(new URL(url).searchParams.get(name) ?? '', 'base64')
  return inflateRawSync(deflated, { maxOutputLength: 65_536 }).toString('utf8')
}

function leaving(
  url: string,
  xml: string,
  name: string,
  { binding, destination, ...sending }: Sending,
): LeavingMessage {
  if (binding === 'redirect') return { binding, url }
  const root = `/*[local-name(.)='${name === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse'}']`
  const signer = new SignedXml({
    privateKey: sending.privateKey,
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE,
  })
  signer.addReference({ xpath: root, transforms: [ENVELOPED, EXCLUSIVE], digestAlgorithm: SHA256 })
  signer.computeSignature(xml, { location: { reference: `${root}/*[local-name(.)='Issuer']`, action: 'after' } })
  const fields = {
    [name]: Buffer.from(signer.getSignedXml()).toString('base64'),
    ...(sending.relayState === '' ? {} : { RelayState: sending.relayState }),
  }
  return { binding, action: destination, fields }
}
