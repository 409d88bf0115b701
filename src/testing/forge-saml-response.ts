import { createHmac } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { type SignSamlResponseInput, signSamlResponse } from '../demo/sign-saml-response.ts'

// What a provider could sign and what an attacker could make of it: `samlp` writes the response, `xml-crypto` signs it.

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
export const HMAC_SHA1 = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

export type Keys = { privateKeyPem: string; certificatePem: string }

/** A provider with its key, what it is asked, and two people: the one whom it signs in and the one who attacks. */
export type Stage = {
  keys: Keys
  entityId: string
  acsUrl: string
  audience: string
  requestId: string
  person: SignSamlResponseInput['person']
  /** Who the attacker wants to be. */
  victim: string
}

export type Signing = {
  keys?: Keys
  of?: 'Assertion' | 'Response' | 'LogoutRequest' | 'LogoutResponse'
  algorithm?: string
  digest?: string
  transforms?: string[]
}

/** The response as the provider writes it, unsigned. */
export function written(stage: Stage, changes: Partial<SignSamlResponseInput> = {}): Promise<string> {
  return signSamlResponse({
    keys: stage.keys,
    person: stage.person,
    acsUrl: stage.acsUrl,
    audience: stage.audience,
    inResponseTo: stage.requestId,
    ...changes,
    options: { issuer: stage.entityId, signAssertion: false, ...changes.options },
  })
}

/** Signs an element of it as it is. */
export function signed(stage: { keys: Keys; requestId?: string }, xml: string, signing: Signing = {}): string {
  const keys = signing.keys ?? stage.keys
  const xpath = `//*[local-name(.)='${signing.of ?? 'Assertion'}']`
  const hmac = signing.algorithm === HMAC_SHA1
  const signer = new SignedXml({
    privateKey: hmac ? keys.certificatePem : keys.privateKeyPem,
    publicCert: keys.certificatePem,
    signatureAlgorithm: signing.algorithm ?? RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE,
    getKeyInfoContent: () =>
      `<X509Data><X509Certificate>${keys.certificatePem.replace(/-----[A-Z ]+-----|\s/g, '')}</X509Certificate></X509Data>`,
  })
  if (hmac) signer.enableHMAC()
  signer.addReference({
    xpath,
    transforms: signing.transforms ?? [ENVELOPED, EXCLUSIVE],
    digestAlgorithm: signing.digest ?? SHA256,
  })
  signer.computeSignature(xml, { location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' } })
  return signer.getSignedXml()
}

/** What the provider signs after a change that only it could make. */
export async function signedAfter(
  stage: Stage,
  change: (xml: string) => string,
  signing: Signing = {},
): Promise<string> {
  const before = await written(stage)
  const after = change(before)
  if (after === before) throw new Error('the change found nothing to change')
  return signed(stage, after, signing)
}

export const assertionOf = (xml: string) => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
export const signatureOf = (xml: string) => /<Signature .*?<\/Signature>/s.exec(xml)?.[0] ?? ''
export const without = (xml: string, part: string) => xml.replace(part, () => '')

/** The same assertion about the victim, under an ID of its own and without signature. */
export function forgedAssertion(stage: Stage, assertion: string): string {
  const unsigned = without(assertion, signatureOf(assertion))
  return unsigned.replace(/ ID="[^"]*"/, ' ID="_forged"').replaceAll(stage.person.userName, stage.victim)
}

export function hmacSha1(key: string, text: string): string {
  return createHmac('sha1', key).update(text).digest('base64')
}
