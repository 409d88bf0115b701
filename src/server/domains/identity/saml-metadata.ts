import { X509Certificate } from 'node:crypto'
import type { Element } from '@xmldom/xmldom'
import { AppError } from '#server/platform/errors/app-error.ts'
import { SIGNATURE } from './guard/guard-state.ts'
import { attributeOf, childElements, descendants, parseUntrustedXml } from './guard/xml.ts'

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const LONGEST_ENTITY_ID = 1024

export type SamlMetadata = {
  entityId: string
  certificates: string[]
  ssoUrl: string
  logout: SamlLogoutService | null
}

/** Where the provider takes LogoutRequests, and answers where that is elsewhere (SAML metadata §2.2.3, §2.4.2). */
export type SamlLogoutService = { url: string; responseUrl: string | null; binding: 'redirect' | 'post' }

/**
 * What we need of an identity provider's metadata (SAML metadata §2.4).
 * @throws AppError `invalid_input` that says what the admin has to look for
 */
export function readSamlMetadata(xml: string): SamlMetadata {
  let root: Element | null
  try {
    root = parseUntrustedXml(xml.replace(/^\uFEFF/, '').replace(/<!--[\s\S]*?-->/g, '')).documentElement
  } catch (cause) {
    throw refused('This is not readable XML. Paste the whole metadata file of your identity provider.', cause)
  }
  if (root?.namespaceURI !== METADATA || root.localName !== 'EntityDescriptor') {
    throw refused('This is not the SAML metadata of one identity provider: it must begin with EntityDescriptor.')
  }
  const entityId = attributeOf(root, 'entityID')
  if (!entityId || entityId.length > LONGEST_ENTITY_ID) throw refused('The metadata names no entityID.')
  const [role] = childElements(root, METADATA, 'IDPSSODescriptor').filter((one) =>
    (attributeOf(one, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(PROTOCOL),
  )
  if (!role)
    throw refused(
      'The metadata describes no SAML 2.0 identity provider. Take the provider’s metadata, not the application’s.',
    )
  return { entityId, certificates: signingCertificates(role), ssoUrl: signOnUrl(role), logout: logoutService(role) }
}

/** When the last of the certificates ends; null where there is none. */
export function certificatesEnd(certificates: readonly string[]): Date | null {
  const ends = certificates.map((pem) => new Date(new X509Certificate(pem).validTo).getTime())
  return ends.length === 0 ? null : new Date(Math.max(...ends))
}

function signingCertificates(role: Element): string[] {
  const keys = childElements(role, METADATA, 'KeyDescriptor').filter((key) => attributeOf(key, 'use') !== 'encryption')
  const found = keys.flatMap((key) =>
    descendants(key, 'X509Certificate').filter((one) => one.namespaceURI === SIGNATURE),
  )
  const pems = found.map((element) => {
    try {
      return new X509Certificate(Buffer.from((element.textContent ?? '').replace(/\s/g, ''), 'base64'))
    } catch (cause) {
      throw refused('A signing certificate in the metadata cannot be read.', cause)
    }
  })
  if (pems.length === 0) throw refused('The metadata holds no signing certificate.')
  if (pems.some((one) => one.publicKey.asymmetricKeyType !== 'rsa'))
    throw refused('Gatehouse verifies RSA signatures only; this certificate has another kind of key.')
  return [...new Set(pems.map((one) => one.toString()))]
}

function signOnUrl(role: Element): string {
  const service = childElements(role, METADATA, 'SingleSignOnService').find(
    (one) => attributeOf(one, 'Binding') === REDIRECT,
  )
  const location = service && attributeOf(service, 'Location')
  if (!location || !URL.canParse(location)) {
    throw refused(
      'The metadata offers no sign-on address with the HTTP-Redirect binding. Switch that on at your identity provider.',
    )
  }
  const url = browserAddress(location)
  if (url === null) throw refused('The sign-on address in the metadata must begin with https://.')
  return url
}

/** HTTP-Redirect where it is offered. Null where there is none that a browser may be sent to: sign-on works without. */
function logoutService(role: Element): SamlLogoutService | null {
  const services = childElements(role, METADATA, 'SingleLogoutService')
  for (const [binding, name] of [
    ['redirect', REDIRECT],
    ['post', POST],
  ] as const) {
    const service = services.find((one) => attributeOf(one, 'Binding') === name)
    const url = service && browserAddress(attributeOf(service, 'Location'))
    if (url) return { url, responseUrl: browserAddress(attributeOf(service, 'ResponseLocation')), binding }
  }
  return null
}

/** An address to which we send browsers. Null where it is none, or neither https nor on this machine. */
function browserAddress(location: string | null): string | null {
  if (!location || !URL.canParse(location)) return null
  const url = new URL(location)
  const loopback = url.hostname === 'localhost' || url.hostname === '127.0.0.1'
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback) ? url.toString() : null
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError({ code: 'invalid_input', message, path: '/metadataXml', cause })
}
