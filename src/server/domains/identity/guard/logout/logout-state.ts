import type { Element } from '@xmldom/xmldom'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'

/** A SAML message about a sign-out as it arrived, by either binding. */
export type LogoutDelivery = {
  kind: 'LogoutRequest' | 'LogoutResponse'
  /** The value of SAMLRequest or SAMLResponse, decoded from the query or the form. */
  message: string
  /** HTTP-Redirect: the query as the browser sent it, whose very octets are signed. Null for HTTP-POST. */
  query: string | null
}

/** What the message must fit: all of it comes from our own rows. */
export type LogoutExpectation = {
  /** Our single logout address of this tenant: Destination. */
  sloUrl: string
  idpEntityId: string
  /** The connection's signing certificates, PEM. */
  certificates: readonly string[]
  /** Of a LogoutResponse: the ID of the LogoutRequest that this browser was sent away with. Null for a request. */
  requestId: string | null
}

export type LogoutState = {
  readonly delivery: LogoutDelivery
  readonly expected: LogoutExpectation
  readonly now: Date
  /** The message as it was posted, not yet trusted. */
  readonly xml: string
  readonly root: Element
  /** The message, parsed from what was signed. */
  signedRoot?: Element
}

export type LogoutCheck = {
  name: SignInCheck
  /** What demands it, and the attack it stops. */
  clause: string
  /** Null when it holds, otherwise what is wrong. It never quotes the message. */
  run(state: LogoutState): string | null
}
