import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import {
  assertionOf,
  forgedAssertion,
  HMAC_SHA1,
  type Keys,
  type Stage,
  signatureOf,
  signed,
  without,
  written,
} from '#testing/forge-saml-response.ts'
import type { Weakness } from './weak-validator.fixture.ts'

/** What somebody without the provider's key can send, and the fault by which others have fallen for it. */
export type Attack = {
  name: string
  /** The check of ours that refuses it. */
  refusedBy: SignInCheck
  weakness: Weakness
  forge: (stage: Stage, attacker: Keys) => string | Promise<string>
  /** What a fault makes of it, where it is not that the victim is signed in. */
  effect?: (outcome: { subject: string | null; error: unknown }) => boolean
}

const FILE = join(mkdtempSync(join(tmpdir(), 'gatehouse-xxe-')), 'secret.txt')
writeFileSync(FILE, 'what stands in a file')

type Good = { stage: Stage; xml: string; assertion: string; signature: string; forged: string }
const wrapping = (
  name: string,
  weakness: Weakness,
  wrap: (good: Good) => string,
  of: 'Assertion' | 'Response' = 'Assertion',
): Attack => ({
  name,
  refusedBy: 'structure',
  weakness,
  forge: async (stage) => {
    const xml = signed(stage, await written(stage), { of })
    const assertion = assertionOf(xml)
    return wrap({ stage, xml, assertion, signature: signatureOf(xml), forged: forgedAssertion(stage, assertion) })
  },
})

const CHILD = 'reads the child of the root, whatever was signed'
const FIRST = 'reads the first assertion, whatever was signed'
const LAST = 'reads the last assertion, whatever was signed'
const bare = (xml: string) => xml.replace(/^<\?xml[^>]*\?>/, '')
const withObject = (signature: string, content: string) =>
  signature.replace('</Signature>', `<Object>${content}</Object></Signature>`)

/** A forged Response around the signed one: the names are those of Somorovsky et al., "On Breaking SAML" (2012). */
function aroundResponse({ xml, signature, assertion, stage }: Good, place: (inner: string) => string): string {
  const inner = without(bare(xml), signature)
  const outer = inner
    .replace(/ ID="[^"]*"/, ' ID="_evil"')
    .replace(assertionOf(inner), forgedAssertion(stage, assertion))
  return outer.replace('</saml:Issuer>', `</saml:Issuer>${place(inner)}`)
}

const WRAPPINGS: Attack[] = [
  wrapping(
    'XSW1: a signed Response inside its own signature',
    CHILD,
    (good) => aroundResponse(good, (inner) => withObject(good.signature, inner)),
    'Response',
  ),
  wrapping(
    'XSW2: a signed Response beside its detached signature',
    CHILD,
    (good) => aroundResponse(good, (inner) => `${inner}${good.signature}`),
    'Response',
  ),
  wrapping('XSW3: a forged assertion before the signed one', CHILD, ({ xml, assertion, forged }) =>
    xml.replace(assertion, forged + assertion),
  ),
  wrapping('XSW4: the signed assertion inside a forged one', CHILD, ({ xml, assertion, forged }) =>
    xml.replace(assertion, forged.replace('</saml:Assertion>', `${assertion}</saml:Assertion>`)),
  ),
  wrapping(
    'XSW5: a forged assertion that holds the signature of another',
    CHILD,
    ({ xml, assertion, forged, signature }) =>
      xml.replace(
        assertion,
        forged.replace('</saml:Issuer>', `</saml:Issuer>${signature}`) + without(assertion, signature),
      ),
  ),
  wrapping(
    'XSW6: the signed assertion inside a signature inside a forged one',
    CHILD,
    ({ xml, assertion, forged, signature }) =>
      xml.replace(
        assertion,
        forged.replace('</saml:Issuer>', `</saml:Issuer>${withObject(signature, without(assertion, signature))}`),
      ),
  ),
  wrapping('XSW7: a forged assertion among extensions', FIRST, ({ xml, assertion, forged }) =>
    xml
      .replace('<samlp:Status>', `<samlp:Extensions>${forged}</samlp:Extensions><samlp:Status>`)
      .replace(assertion, assertion),
  ),
  wrapping(
    'XSW8: the signed assertion as an object of a forged one’s signature',
    CHILD,
    ({ xml, assertion, forged, signature }) =>
      xml.replace(assertion, () =>
        forged.replace('</saml:Issuer>', `</saml:Issuer>${withObject(signature, without(assertion, signature))}`),
      ),
  ),
  wrapping('two assertions and one signature, the forged one last', LAST, ({ xml, assertion, forged }) =>
    xml.replace(assertion, assertion + forged),
  ),
  wrapping('an assertion in another namespace before the signed one', FIRST, ({ xml, assertion, forged }) =>
    xml.replace(assertion, `<x:Assertion xmlns:x="urn:x" ID="_x">${forged}</x:Assertion>${assertion}`),
  ),
]

/** The victim's assertion with a digest of its own, to be brought into a signature that is valid for another. */
async function redigested(stage: Stage) {
  const good = signed(stage, await written(stage))
  const realDigest = /<DigestValue>([^<]*)</.exec(good)?.[1] ?? ''
  const evil = good.replaceAll(stage.person.userName, stage.victim)
  const digestOf = signed(stage, evil.replace(signatureOf(evil), ''))
  const forgedDigest = /<DigestValue>([^<]*)</.exec(digestOf)?.[1] ?? ''
  return { evil, realDigest, forgedDigest }
}

const TAMPERINGS: Attack[] = [
  {
    name: 'a changed assertion without its signature',
    refusedBy: 'signature',
    weakness: 'takes what is not signed',
    forge: async (stage) => (await written(stage)).replaceAll(stage.person.userName, stage.victim),
  },
  {
    name: 'a changed assertion under its old signature',
    refusedBy: 'signature',
    weakness: 'signature',
    forge: async (stage) => signed(stage, await written(stage)).replaceAll(stage.person.userName, stage.victim),
  },
  {
    name: 'the attacker’s certificate in KeyInfo',
    refusedBy: 'signature',
    weakness: 'trusts the certificate in KeyInfo',
    forge: async (stage, attacker) =>
      signed(stage, (await written(stage)).replaceAll(stage.person.userName, stage.victim), { keys: attacker }),
  },
  {
    name: 'an HMAC keyed with the provider’s public certificate',
    refusedBy: 'signature',
    weakness: 'lets the signature choose HMAC',
    forge: async (stage) =>
      signed(stage, (await written(stage)).replaceAll(stage.person.userName, stage.victim), { algorithm: HMAC_SHA1 }),
  },
  {
    name: 'several SignedInfo, the second with another digest (CVE-2025-29774)',
    refusedBy: 'signature',
    weakness: 'verifies the first SignedInfo and reads the last',
    forge: async (stage) => {
      const { evil, realDigest, forgedDigest } = await redigested(stage)
      const info = /<SignedInfo>.*?<\/SignedInfo>/s.exec(evil)?.[0] ?? ''
      return evil.replace(info, info + info.replace(realDigest, forgedDigest))
    },
  },
  {
    name: 'a comment in the digest (CVE-2025-29775)',
    refusedBy: 'document',
    weakness: 'reads a digest up to a comment',
    forge: async (stage) => {
      const { evil, realDigest, forgedDigest } = await redigested(stage)
      // The parser gives the comment as the first child: its text is taken for the digest.
      return evil.replace(`<DigestValue>${realDigest}`, `<DigestValue><!--${forgedDigest}-->${realDigest}`)
    },
  },
  {
    name: 'a comment that cuts a NameID short (CVE-2017-11427)',
    refusedBy: 'document',
    weakness: 'reads a value up to a comment',
    forge: async (stage) => {
      const long = `${stage.victim}.evil.example`
      return signed(stage, (await written(stage)).replaceAll(stage.person.userName, long)).replaceAll(
        long,
        `${stage.victim}<!-- -->.evil.example`,
      )
    },
  },
  {
    name: 'a processing instruction that splits a NameID',
    refusedBy: 'document',
    weakness: 'reads a value behind an instruction',
    forge: async (stage) => {
      const split = `evil.<?x y?>${stage.victim}`
      return signed(stage, (await written(stage)).replaceAll(stage.person.userName, split))
    },
  },
]

const DOCUMENTS: Attack[] = [
  {
    name: 'an external entity (XXE)',
    refusedBy: 'document',
    weakness: 'expands entities before anything else',
    forge: async (stage) =>
      `<!DOCTYPE r [<!ENTITY xxe SYSTEM "${pathToFileURL(FILE)}">]>${(await written(stage)).replaceAll(stage.person.userName, '&xxe;')}`,
    effect: ({ subject }) => subject === 'what stands in a file',
  },
  {
    name: 'an entity bomb',
    refusedBy: 'document',
    weakness: 'expands entities before anything else',
    forge: async (stage) => {
      const levels = Array.from({ length: 6 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')
      return `<!DOCTYPE r [<!ENTITY e0 "boom">${levels}]>${(await written(stage)).replaceAll(stage.person.userName, '&e6;')}`
    },
    effect: ({ subject }) => (subject?.length ?? 0) > 1_000_000,
  },
  {
    name: 'a document nested as deeply as its size allows',
    refusedBy: 'document',
    weakness: 'walks a document by recursion',
    forge: () => '<a>'.repeat(27_000) + '</a>'.repeat(27_000),
    effect: ({ error }) => error instanceof RangeError,
  },
]

export const SAML_ATTACKS: readonly Attack[] = [...WRAPPINGS, ...TAMPERINGS, ...DOCUMENTS]
