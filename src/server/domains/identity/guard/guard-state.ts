import type { KeyObject } from 'node:crypto'
import type { Element } from '@xmldom/xmldom'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'

/** What the response must be an answer to: all of it comes from our own rows, none of it from the caller. */
export type SamlExpectation = {
  /** Our assertion consumer service: Destination and Recipient. */
  acsUrl: string
  /** Our entity ID for this tenant: the audience. */
  entityId: string
  /** Entity ID of the identity provider of the connection at which the request was started. */
  idpEntityId: string
  /** That provider's signing certificates, PEM. */
  certificates: readonly string[]
  /** ID of the AuthnRequest that this browser was sent away with; null where nobody asked (profiles §4.1.5). */
  requestId: string | null
  /** How long ago an assertion may have been issued, and the person have been authenticated. */
  assertionMaxAgeMs: number
  authenticationMaxAgeMs: number
  /** The tenant's private keys to which the provider may have encrypted the assertion. */
  decryptionKeys: readonly KeyObject[]
}

/** One response on its way through the checks. Earlier checks fill in what later ones read. */
export type GuardState = {
  readonly samlResponse: string
  readonly expected: SamlExpectation
  readonly now: Date
  xml?: string
  /** The Response element as it was posted. Only what need not be signed is read from it. */
  response?: Element
  /** The EncryptedAssertion element, where the provider encrypted. */
  encrypted?: Element
  /** The Assertion as it was posted or decrypted, not yet trusted, and the text in which its own signature stands. */
  assertion?: Element
  assertionXml?: string
  /** The Assertion, parsed again from the very octets whose digest was signed. */
  signedAssertion?: Element
}

export type SamlCheck = {
  name: SignInCheck
  /** What demands it, and the attack it stops. */
  clause: string
  /** Null when it holds, otherwise what is wrong, for the operator's log. It never quotes the assertion. */
  run(state: GuardState): string | null
}

/** Clocks of identity providers may differ from ours by this much. */
export const CLOCK_SKEW_MS = 2 * 60 * 1000

export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'

export function filledIn<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a check ran before the one it builds on')
  return value
}
