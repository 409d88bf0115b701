import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { type Signing, type Stage, signedAfter } from '#testing/forge-saml-response.ts'
import type { Weakness } from './weak-validator.fixture.ts'

/** What a provider has signed, of its own will or tricked, and must not be accepted nevertheless. */
export type SignedFault = {
  name: string
  refusedBy: SignInCheck & Weakness
  change: (xml: string) => string
  signing?: Signing
  /** Whether the fault does not depend on what stands in the document. */
  unchanged?: true
}

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
const DAY = 24 * 60

const attribute = (element: string, name: string, value: string | null) => (xml: string) =>
  xml.replace(new RegExp(`(<${element}[^>]*?) ${name}="[^"]*"`), value === null ? '$1' : `$1 ${name}="${value}"`)
const statement = (content: string) => (xml: string) =>
  xml.replace('</saml:AttributeStatement>', `${content}</saml:AttributeStatement>`)
const named = (name: string, ...values: string[]) =>
  `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`
const EMAIL = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'
const RESPONSE = 'samlp:Response'
const DATA = 'saml:SubjectConfirmationData'

export const SIGNED_FAULTS: readonly SignedFault[] = [
  {
    name: 'a status that is no success',
    refusedBy: 'status',
    change: (xml) => xml.replace('status:Success', 'status:Responder'),
  },
  {
    name: 'an issuer of the assertion that is another provider',
    refusedBy: 'issuer',
    change: (xml) => xml.replace(/(<saml:Assertion[^>]*><saml:Issuer>)[^<]*/, '$1https://other.example'),
  },
  {
    name: 'an issuer of the response that is another provider',
    refusedBy: 'issuer',
    change: (xml) => xml.replace(/(<saml:Issuer[^>]*>)[^<]*/, '$1https://other.example'),
  },
  {
    name: 'a Destination elsewhere',
    refusedBy: 'destination',
    change: attribute(RESPONSE, 'Destination', 'https://other.example/acs'),
  },
  { name: 'no Destination', refusedBy: 'destination', change: attribute(RESPONSE, 'Destination', null) },
  {
    name: 'an InResponseTo of another request',
    refusedBy: 'in_response_to',
    change: attribute(RESPONSE, 'InResponseTo', '_other'),
  },
  {
    name: 'no InResponseTo (unsolicited into a pending request)',
    refusedBy: 'in_response_to',
    change: attribute(RESPONSE, 'InResponseTo', null),
  },
  {
    name: 'a confirmation of another request',
    refusedBy: 'subject_confirmation',
    change: attribute(DATA, 'InResponseTo', '_other'),
  },
  {
    name: 'a confirmation of no request',
    refusedBy: 'subject_confirmation',
    change: attribute(DATA, 'InResponseTo', null),
  },
  {
    name: 'a Recipient elsewhere',
    refusedBy: 'subject_confirmation',
    change: attribute(DATA, 'Recipient', 'https://other.example/acs'),
  },
  {
    name: 'a confirmation that has ended',
    refusedBy: 'subject_confirmation',
    change: attribute(DATA, 'NotOnOrAfter', at(-3)),
  },
  {
    name: 'a confirmation without end',
    refusedBy: 'subject_confirmation',
    change: attribute(DATA, 'NotOnOrAfter', null),
  },
  {
    name: 'no bearer confirmation',
    refusedBy: 'subject_confirmation',
    change: (xml) => xml.replace('cm:bearer', 'cm:holder-of-key'),
  },
  {
    name: 'Conditions that ended three minutes ago',
    refusedBy: 'conditions',
    change: attribute('saml:Conditions', 'NotOnOrAfter', at(-3)),
  },
  {
    name: 'Conditions that begin in three minutes',
    refusedBy: 'conditions',
    change: attribute('saml:Conditions', 'NotBefore', at(3)),
  },
  {
    name: 'Conditions without an end',
    refusedBy: 'conditions',
    change: attribute('saml:Conditions', 'NotOnOrAfter', null),
  },
  {
    name: 'an end that no clock reads',
    refusedBy: 'conditions',
    change: attribute('saml:Conditions', 'NotOnOrAfter', 'tomorrow'),
  },
  {
    name: 'an assertion issued an hour ago',
    refusedBy: 'conditions',
    change: attribute('saml:Assertion', 'IssueInstant', at(-60)),
  },
  {
    name: 'a response issued an hour ago',
    refusedBy: 'conditions',
    change: attribute(RESPONSE, 'IssueInstant', at(-60)),
  },
  {
    name: 'an audience that only begins with ours',
    refusedBy: 'audience',
    change: (xml) => xml.replace('</saml:Audience>', '.evil</saml:Audience>'),
  },
  {
    name: 'no audience',
    refusedBy: 'audience',
    change: (xml) => xml.replace(/<saml:AudienceRestriction>.*?<\/saml:AudienceRestriction>/s, ''),
  },
  {
    name: 'no AuthnStatement',
    refusedBy: 'authentication',
    change: (xml) => xml.replace(/<saml:AuthnStatement.*?<\/saml:AuthnStatement>/s, ''),
  },
  {
    name: 'an authentication two days ago',
    refusedBy: 'authentication',
    change: attribute('saml:AuthnStatement', 'AuthnInstant', at(-2 * DAY)),
  },
  {
    name: 'a provider session that has ended (SessionNotOnOrAfter)',
    refusedBy: 'authentication',
    change: (xml) => xml.replace('<saml:AuthnStatement', `<saml:AuthnStatement SessionNotOnOrAfter="${at(-3)}"`),
  },
  {
    name: 'an e-mail address with two values',
    refusedBy: 'subject',
    change: statement(named('mail', 'a@x.test', 'b@x.test')),
  },
  {
    name: 'an e-mail attribute that comes twice, alike',
    refusedBy: 'subject',
    change: (xml) => xml.replace(new RegExp(`<saml:Attribute Name="${EMAIL}".*?</saml:Attribute>`, 's'), '$&$&'),
  },
  {
    name: 'two e-mail attributes that contradict each other',
    refusedBy: 'subject',
    change: statement(named('email', 'b@x.test')),
  },
  { name: 'markup in an e-mail address', refusedBy: 'subject', change: statement(named('mail', 'a@x<b/>.test')) },
  {
    name: 'a SHA-1 signature',
    refusedBy: 'signature',
    change: (xml) => xml,
    unchanged: true,
    signing: { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' },
  },
  {
    name: 'a SHA-1 digest',
    refusedBy: 'signature',
    change: (xml) => xml,
    unchanged: true,
    signing: { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' },
  },
]

export function withFault(stage: Stage, fault: SignedFault): Promise<string> {
  return signedAfter(stage, fault.unchanged ? (xml) => `${xml}\n` : fault.change, fault.signing)
}
