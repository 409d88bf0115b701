import { createHash, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DOMParser, type Document, type Element } from '@xmldom/xmldom'
import { ExclusiveCanonicalization } from 'xml-crypto'
import { hmacSha1 } from '#testing/forge-saml-response.ts'
import { SAML_CHECKS } from './guard-saml-response.ts'
import { ASSERTION, type GuardState, type SamlExpectation, SIGNATURE } from './guard-state.ts'
import { childElements, descendants } from './xml.ts'

// Never part of Gatehouse: the faults that other validators have had, each by itself, so that a test can show
// that every attack of the corpus is a real one.

/** A check's name: that check is missing. The others are faults in how a document is parsed, verified or read. */
export type Weakness = (typeof SAML_CHECKS)[number]['name'] | keyof typeof FAULTS

type Fault = {
  parse?: (xml: string) => Document
  /** Where the assertion is looked for. */
  find?: (document: Document) => Element | undefined
  verifies?: Partial<Verification>
  /** Whether a response without any signature passes. */
  unsigned?: true
  text?: (element: Element) => string
}

/** How one signature is looked at. */
type Verification = {
  signedInfo(infos: Element[]): Element
  reference(infos: Element[]): Element
  digest(value: Element): string
  isSigned(octets: string, signature: Element, certificates: readonly string[]): boolean
  /** Whether what is signed must be what is read. */
  covers: 'what is read' | 'anything'
}

const anywhere = (document: Document) => Array.from(document.getElementsByTagNameNS(ASSERTION, 'Assertion'))

export const FAULTS = {
  'reads the child of the root, whatever was signed': {
    find: (document) => childElements(document.documentElement as Element, ASSERTION, 'Assertion')[0],
    verifies: { covers: 'anything' },
  },
  'reads the first assertion, whatever was signed': {
    find: (document) => anywhere(document)[0],
    verifies: { covers: 'anything' },
  },
  'reads the last assertion, whatever was signed': {
    find: (document) => anywhere(document).at(-1),
    verifies: { covers: 'anything' },
  },
  'takes what is not signed': { unsigned: true },
  'trusts the certificate in KeyInfo': {
    verifies: {
      isSigned: (octets, signature) =>
        isRsa(octets, signature, [pem(descendants(signature, 'X509Certificate')[0]?.textContent ?? '')]),
    },
  },
  'lets the signature choose HMAC': {
    verifies: {
      isSigned: (octets, signature, certificates) =>
        certificates.some((certificate) => hmacSha1(certificate, octets) === textBelow(signature, 'SignatureValue')),
    },
  },
  'verifies the first SignedInfo and reads the last': { verifies: { reference: (infos) => infos.at(-1) as Element } },
  'reads a digest up to a comment': { verifies: { digest: (value) => value.firstChild?.nodeValue ?? '' } },
  'reads a value up to a comment': { text: (element) => element.firstChild?.nodeValue ?? '' },
  'reads a value behind an instruction': { text: (element) => element.lastChild?.nodeValue ?? '' },
  'expands entities before anything else': { parse: (xml) => lenient(expanded(xml)), unsigned: true },
  'walks a document by recursion': {
    parse: (xml) => {
      const document = lenient(xml)
      depthOf(document.documentElement as Element)
      return document
    },
  },
} satisfies Record<string, Fault>

/** What such a validator takes a response for: the subject; null where even it refuses. */
export function weakValidator(xml: string, expected: SamlExpectation, now: Date, weakness: Weakness): string | null {
  const fault: Fault | undefined = Object.hasOwn(FAULTS, weakness) ? FAULTS[weakness as keyof typeof FAULTS] : undefined
  if (!fault) return withoutCheck(xml, expected, now, weakness)
  const document = (fault.parse ?? lenient)(xml)
  const assertion = (fault.find ?? ((one: Document) => anywhere(one)[0]))(document)
  if (!assertion) return null
  const signatures = Array.from(document.getElementsByTagNameNS(SIGNATURE, 'Signature'))
  if (signatures.length === 0 && !fault.unsigned) return null
  const verification: Verification = { ...CAREFUL, ...fault.verifies }
  if (!signatures.every((signature) => verifies(document, signature, assertion, expected, verification))) return null
  const [nameId] = childElements(assertion, ASSERTION, 'Subject').flatMap((one) =>
    childElements(one, ASSERTION, 'NameID'),
  )
  return nameId ? (fault.text ?? ((element: Element) => element.textContent ?? ''))(nameId) : null
}

/** Our own guard but for one check. What the missing one would have filled in is taken from where it stands. */
function withoutCheck(xml: string, expected: SamlExpectation, now: Date, missing: string): string | null {
  const state: GuardState = { samlResponse: Buffer.from(xml).toString('base64'), expected, now }
  for (const check of SAML_CHECKS) {
    if (check.name !== missing) {
      if (check.run(state) !== null) return null
      continue
    }
    const root = lenient(xml).documentElement as Element
    state.response ??= root
    const [assertion] = childElements(state.response, ASSERTION, 'Assertion')
    if (check.name === 'structure' && assertion) Object.assign(state, { assertion, assertionXml: xml })
    if (check.name === 'signature' && assertion) state.signedAssertion = assertion
  }
  const subject =
    state.signedAssertion && Array.from(state.signedAssertion.getElementsByTagNameNS(ASSERTION, 'NameID'))[0]
  return subject?.textContent ?? null
}

const CAREFUL: Verification = {
  signedInfo: (infos) => infos[0] as Element,
  reference: (infos) => infos[0] as Element,
  digest: (value) => value.textContent ?? '',
  isSigned: (octets, signature, certificates) => isRsa(octets, signature, certificates),
  covers: 'what is read',
}

function verifies(
  document: Document,
  signature: Element,
  assertion: Element,
  expected: SamlExpectation,
  verification: Verification,
): boolean {
  const infos = childElements(signature, SIGNATURE, 'SignedInfo')
  const signedInfo = canonical(verification.signedInfo(infos))
  if (!verification.isSigned(signedInfo, signature, expected.certificates)) return false
  const reference = verification.reference(infos)
  const id = descendants(reference, 'Reference')[0]?.getAttribute('URI')?.slice(1)
  const target = Array.from(document.getElementsByTagName('*')).find((element) => element.getAttribute('ID') === id)
  if (!target || (verification.covers === 'what is read' && target !== assertion)) return false
  const copy = target.cloneNode(true) as Element
  for (const own of childElements(copy, SIGNATURE, 'Signature')) copy.removeChild(own)
  const digest = createHash('sha256').update(canonical(copy)).digest('base64')
  const [stated] = descendants(reference, 'DigestValue')
  return stated !== undefined && verification.digest(stated) === digest
}

function isRsa(octets: string, signature: Element, certificates: readonly string[]): boolean {
  const value = Buffer.from(textBelow(signature, 'SignatureValue'), 'base64')
  return certificates.some((one) => verify('sha256', Buffer.from(octets), new X509Certificate(one).publicKey, value))
}

function canonical(element: Element): string {
  return new ExclusiveCanonicalization().process(element as never, {} as never).toString()
}

function lenient(xml: string): Document {
  return new DOMParser({ onError: () => {} }).parseFromString(xml, 'text/xml')
}

/** Internal entities, within each other too, and external ones read from this machine. */
function expanded(xml: string): string {
  const entities = new Map<string, string>()
  for (const [, name, system, value] of xml.matchAll(/<!ENTITY (\w+) (SYSTEM )?"([^"]*)">/g))
    entities.set(name as string, system ? readFileSync(new URL(value as string), 'utf8') : (value as string))
  let body = xml.replace(/<!DOCTYPE[\s\S]*?\]>/, '')
  for (let round = 0; round < 20 && /&(?!amp|lt|gt|quot|apos)\w+;/.test(body) && body.length < 10_000_000; round += 1)
    body = body.replace(/&(\w+);/g, (all, name: string) => entities.get(name) ?? all)
  return body
}

function depthOf(element: Element): number {
  let deepest = 0
  for (let child = element.firstChild; child; child = child.nextSibling)
    if (child.nodeType === 1) deepest = Math.max(deepest, depthOf(child as unknown as Element))
  return deepest + 1
}

function textBelow(parent: Element, name: string): string {
  return (descendants(parent, name)[0]?.textContent ?? '').replace(/\s/g, '')
}

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/\s/g, '').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`
}
