import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { selfSignedCertificate } from '../../../../demo/self-signed-certificate.ts'
import { signSamlResponse } from '../../../../demo/sign-saml-response.ts'
import { guardSamlResponse } from './guard-saml-response.ts'
import type { SamlExpectation } from './guard-state.ts'

// Assertions that a provider has signed correctly though what they say must not be accepted.

const ISSUER = 'https://idp.example/metadata'
const now = new Date()
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const certificatePem = selfSignedCertificate({
  privateKey,
  commonName: 'test',
  notBefore: new Date(now.getTime() - 1000),
  notAfter: new Date(now.getTime() + 1e9),
})
const expected: SamlExpectation = {
  acsUrl: 'http://127.0.0.1:3000/api/sso/saml/acs',
  entityId: 'urn:gatehouse:tenant:019aa000-0000-7000-8000-000000000001',
  idpEntityId: ISSUER,
  certificates: [certificatePem],
  requestId: '_0123456789abcdef',
  assertionMaxAgeMs: 600_000,
  authenticationMaxAgeMs: 86_400_000,
  decryptionKeys: [],
}

const unsigned = await signSamlResponse({
  keys: { privateKeyPem, certificatePem },
  person: {
    userName: 'ada@acme.example',
    email: 'ada@acme.example',
    givenName: 'Ada',
    familyName: 'Okafor',
    groups: [],
  },
  acsUrl: expected.acsUrl,
  audience: expected.entityId,
  inResponseTo: expected.requestId ?? '',
  options: { issuer: ISSUER, signAssertion: false },
})

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

type Signing = { signature?: string; digest?: string; transforms?: string[]; xpath?: string }

/** Changes the unsigned response and has its assertion (or another element) signed as it then is. */
function signed(change: (xml: string) => string = (xml) => xml, signing: Signing = {}): string {
  const changed = change(unsigned)
  const xpath = signing.xpath ?? "//*[local-name(.)='Assertion']"
  const signer = new SignedXml({
    privateKey: privateKeyPem,
    signatureAlgorithm: signing.signature ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: EXCLUSIVE,
  })
  signer.addReference({
    xpath,
    transforms: signing.transforms ?? [ENVELOPED, EXCLUSIVE],
    digestAlgorithm: signing.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signer.computeSignature(changed, { location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' } })
  return signer.getSignedXml()
}

const guard = (xml: string) => guardSamlResponse(Buffer.from(xml).toString('base64'), expected, now)
const past = new Date(now.getTime() - 10 * 60_000).toISOString()
const future = new Date(now.getTime() + 10 * 60_000).toISOString()

it('accepts the same assertion unchanged', () => {
  expect(guard(signed())).toMatchObject({ passed: true, identity: { subject: 'ada@acme.example' } })
})

describe('what a provider has signed and is refused nevertheless', () => {
  it.each<[what: string, check: string, change: (xml: string) => string]>([
    [
      'Conditions without an end',
      'conditions',
      (xml) => xml.replace(/(<saml:Conditions[^>]*?) NotOnOrAfter="[^"]*"/, '$1'),
    ],
    [
      'an end that no clock reads',
      'conditions',
      (xml) => xml.replace(/(<saml:Conditions[^>]*? NotOnOrAfter=)"[^"]*"/, '$1"tomorrow"'),
    ],
    [
      'an end without UTC',
      'conditions',
      (xml) => xml.replace(/(<saml:Conditions[^>]*? NotOnOrAfter="[^"]*)Z"/, '$1+02:00"'),
    ],
    ['two Conditions', 'conditions', (xml) => xml.replace(/(<saml:Conditions.*?<\/saml:Conditions>)/s, '$1$1')],
    ['no Conditions', 'conditions', (xml) => xml.replace(/<saml:Conditions.*?<\/saml:Conditions>/s, '')],
    [
      'an IssueInstant in the future',
      'conditions',
      (xml) => xml.replace(/(<saml:Assertion[^>]* IssueInstant=)"[^"]*"/, `$1"${future}"`),
    ],
    ['no audience', 'audience', (xml) => xml.replace(/<saml:AudienceRestriction>.*?<\/saml:AudienceRestriction>/s, '')],
    [
      'a second restriction to somebody else',
      'audience',
      (xml) =>
        xml.replace(
          '</saml:Conditions>',
          '<saml:AudienceRestriction><saml:Audience>https://other.example</saml:Audience></saml:AudienceRestriction></saml:Conditions>',
        ),
    ],
    ['an audience with a longer name', 'audience', (xml) => xml.replace(/(<saml:Audience>[^<]*)</, '$1.evil<')],
    ['another confirmation method', 'subject_confirmation', (xml) => xml.replace('cm:bearer', 'cm:sender-vouches')],
    ['no confirmation data', 'subject_confirmation', (xml) => xml.replace(/<saml:SubjectConfirmationData[^>]*\/>/, '')],
    ['a confirmation without recipient', 'subject_confirmation', (xml) => xml.replace(/ Recipient="[^"]*"/, '')],
    [
      'a confirmation that has ended',
      'subject_confirmation',
      (xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]* NotOnOrAfter=)"[^"]*"/, `$1"${past}"`),
    ],
    [
      'a confirmation without end',
      'subject_confirmation',
      (xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*?) NotOnOrAfter="[^"]*"/, '$1'),
    ],
    [
      'a confirmation with a NotBefore',
      'subject_confirmation',
      (xml) => xml.replace('<saml:SubjectConfirmationData', `<saml:SubjectConfirmationData NotBefore="${past}"`),
    ],
    [
      'a confirmation of another request, under a response to ours',
      'subject_confirmation',
      (xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]* InResponseTo=)"[^"]*"/, '$1"_another"'),
    ],
    [
      'a confirmation of no request',
      'subject_confirmation',
      (xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*?) InResponseTo="[^"]*"/, '$1'),
    ],
    [
      'no AuthnStatement',
      'authentication',
      (xml) => xml.replace(/<saml:AuthnStatement.*?<\/saml:AuthnStatement>/s, ''),
    ],
    [
      'an authentication in the future',
      'authentication',
      (xml) => xml.replace(/ AuthnInstant="[^"]*"/, ` AuthnInstant="${future}"`),
    ],
    [
      'a provider session that has ended',
      'authentication',
      (xml) => xml.replace('<saml:AuthnStatement', `<saml:AuthnStatement SessionNotOnOrAfter="${past}"`),
    ],
    ['no NameID', 'subject', (xml) => xml.replace(/<saml:NameID.*?<\/saml:NameID>/s, '')],
    ['two NameIDs', 'subject', (xml) => xml.replace(/(<saml:NameID.*?<\/saml:NameID>)/s, '$1$1')],
    ['an empty NameID', 'subject', (xml) => xml.replace(/(<saml:NameID[^>]*>)[^<]*/, '$1')],
    ['markup in the NameID', 'subject', (xml) => xml.replace(/(<saml:NameID[^>]*>)([^<]*)/, '$1<x>$2</x>')],
    ['an invisible character in the NameID', 'subject', (xml) => xml.replace(/(<saml:NameID[^>]*>)/, '$1\u200B')],
    ['two Subjects', 'subject_confirmation', (xml) => xml.replace(/(<saml:Subject>.*?<\/saml:Subject>)/s, '$1$1')],
    [
      'two issuers',
      'issuer',
      (xml) => xml.replace(/(<saml:Assertion[^>]*>)(<saml:Issuer>[^<]*<\/saml:Issuer>)/, '$1$2$2'),
    ],
  ])('%s', (_what, check, change) => {
    expect(change(unsigned)).not.toBe(unsigned)
    expect(guard(signed(change))).toMatchObject({ passed: false, check })
  })
})

describe('signatures that are valid and are refused nevertheless', () => {
  it.each<[what: string, signing: Signing]>([
    ['an RSA signature over SHA-1', { signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }],
    ['a SHA-1 digest', { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }],
    ['canonicalization with comments', { transforms: [ENVELOPED, `${EXCLUSIVE}WithComments`] }],
  ])('%s', (_what, signing) => {
    expect(guard(signed(undefined, signing))).toMatchObject({ passed: false, check: 'signature' })
  })

  it('one of another element than the one it stands in', () => {
    const ofSubject = signed((xml) => xml.replace('<saml:Subject>', '<saml:Subject ID="_subject">'), {
      xpath: "//*[local-name(.)='Assertion']",
    })
    const moved = ofSubject.replace(/URI="#[^"]*"/, 'URI="#_subject"')
    expect(guard(moved)).toMatchObject({ passed: false, check: 'signature' })
  })

  it('one whose attacker brings the certificate along in KeyInfo', () => {
    const other = { ...expected, certificates: [foreignCertificate()] }
    const xml = signed()
    expect(guardSamlResponse(Buffer.from(xml).toString('base64'), other, now)).toMatchObject({
      passed: false,
      check: 'signature',
    })
  })

  it('one where the signed assertion is wrapped away and another is read (signature wrapping)', () => {
    const xml = signed()
    const original = /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
    const forged = original.replace(/ ID="[^"]*"/, ' ID="_forged"').replaceAll('ada@acme.example', 'eve@acme.example')
    const wrappings = [
      xml.replace(original, forged + original),
      xml.replace(original, original + forged),
      xml.replace(
        original,
        `<samlp:Extensions>${original}</samlp:Extensions>${forged.replace(/<(ds:)?Signature.*<\/(ds:)?Signature>/s, '')}`,
      ),
      xml.replace(original, forged.replace('</Signature>', `<Object>${original}</Object></Signature>`)),
      xml.replace(original, forged.replace('</saml:Issuer>', `</saml:Issuer>${original}`)),
    ]
    for (const wrapped of wrappings) expect(guard(wrapped)).toMatchObject({ passed: false })
  })
})

function foreignCertificate(): string {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return selfSignedCertificate({
    privateKey: pair.privateKey,
    commonName: 'other',
    notBefore: now,
    notAfter: new Date(now.getTime() + 1e9),
  })
}
