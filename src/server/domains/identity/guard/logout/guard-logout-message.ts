import type { Element } from '@xmldom/xmldom'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { ASSERTION, CLOCK_SKEW_MS, filledIn, PROTOCOL } from '../guard-state.ts'
import { attributeOf, childElements, descendants, instantOf, textOf } from '../xml.ts'
import { checkLogoutSignature } from './check-logout-signature.ts'
import type { LogoutCheck, LogoutDelivery, LogoutExpectation, LogoutState } from './logout-state.ts'

/** A message about a sign-out goes straight through the browser: nothing older is on its way. */
export const LOGOUT_MESSAGE_MAX_AGE_MS = 5 * 60 * 1000
const LONGEST_NAME = 512
const MOST_INDEXES = 100
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'

const checkIssuer: LogoutCheck = {
  name: 'issuer',
  clause:
    'SAML profiles §4.4.4.1: Issuer is the identity provider of the connection. Stops one provider from speaking for another.',
  run: ({ root, expected }) =>
    childElements(root, ASSERTION, 'Issuer').map(textOf).join() === expected.idpEntityId
      ? null
      : 'the message is from another provider',
}

const checkDestination: LogoutCheck = {
  name: 'destination',
  clause:
    'SAML bindings §3.4.5.2, §3.5.5.2: Destination is the address it was delivered to. Stops a message meant for another service or another tenant.',
  run({ root, expected }) {
    const destination = attributeOf(root, 'Destination')
    if (!destination) return 'no Destination'
    return destination === expected.sloUrl ? null : 'meant for another address'
  },
}

const checkInResponseTo: LogoutCheck = {
  name: 'in_response_to',
  clause: 'SAML core §3.7.2: the answer is to the LogoutRequest that this browser was sent away with.',
  run({ root, expected }) {
    const answered = attributeOf(root, 'InResponseTo')
    if (!answered) return 'answers nothing'
    return answered === expected.requestId ? null : 'answers another request'
  },
}

const checkTimes: LogoutCheck = {
  name: 'conditions',
  clause:
    'SAML core §3.2.1, §3.7.1: IssueInstant is recent, and NotOnOrAfter, where there is one, has not passed. Stops replay.',
  run(state) {
    const root = filledIn(state.signedRoot)
    const issued = instantOf(attributeOf(root, 'IssueInstant'))
    if (!issued) return 'no readable IssueInstant'
    const age = state.now.getTime() - issued.getTime()
    if (age < -CLOCK_SKEW_MS) return 'issued in the future'
    if (age > LOGOUT_MESSAGE_MAX_AGE_MS + CLOCK_SKEW_MS) return 'issued too long ago'
    const stated = attributeOf(root, 'NotOnOrAfter')
    if (stated === null) return null
    const end = instantOf(stated)
    if (!end) return 'no readable NotOnOrAfter'
    return state.now.getTime() >= end.getTime() + CLOCK_SKEW_MS ? 'expired' : null
  },
}

const checkStatus: LogoutCheck = {
  name: 'status',
  clause: 'SAML core §3.7.3.2: only Success says that the provider’s session has ended everywhere.',
  run(state) {
    const statuses = childElements(filledIn(state.signedRoot), PROTOCOL, 'Status')
    const codes = statuses.flatMap((status) => childElements(status, PROTOCOL, 'StatusCode'))
    if (statuses.length !== 1 || codes.length !== 1) return 'not exactly one status'
    return attributeOf(codes[0] as Element, 'Value') === SUCCESS ? null : 'the identity provider reports a failure'
  },
}

const checkSubject: LogoutCheck = {
  name: 'subject',
  clause: 'SAML core §3.7.1: one NameID in clear, and SessionIndex values that each have one reading.',
  run(state) {
    const root = filledIn(state.signedRoot)
    const named = ['NameID', 'BaseID', 'EncryptedID'].flatMap((name) => descendants(root, name))
    const [nameId] = childElements(root, ASSERTION, 'NameID')
    if (!nameId || named.length !== 1 || named[0] !== nameId) return 'not exactly one NameID in clear'
    const value = textOf(nameId)
    if (!value || value.length > LONGEST_NAME || /\p{Cc}|\p{Cf}/u.test(value)) return 'an unusable NameID'
    const indexes = childElements(root, PROTOCOL, 'SessionIndex')
    if (indexes.length > MOST_INDEXES || indexes.length !== descendants(root, 'SessionIndex').length)
      return 'a SessionIndex in the wrong place'
    return indexes.every((one) => textOf(one)) ? null : 'a SessionIndex that cannot be read'
  },
}

const REQUEST_CHECKS: readonly LogoutCheck[] = [
  checkIssuer,
  checkDestination,
  checkLogoutSignature,
  checkTimes,
  checkSubject,
]
const RESPONSE_CHECKS: readonly LogoutCheck[] = [
  checkIssuer,
  checkDestination,
  checkInResponseTo,
  checkLogoutSignature,
  checkTimes,
  checkStatus,
]

/** What a provider's LogoutRequest and LogoutResponse go through, in this order: the first failure ends it. */
export const LOGOUT_CHECKS: Record<LogoutDelivery['kind'], readonly LogoutCheck[]> = {
  LogoutRequest: REQUEST_CHECKS,
  LogoutResponse: RESPONSE_CHECKS,
}

export type GuardedLogoutMessage =
  | { passed: true; root: Element; issuedAt: Date }
  | { passed: false; check: SignInCheck; detail: string; signatureHeld: boolean }

/** Holds a message that was read (`readLogoutMessage`) to what it must fit. Pure: the clock is given, nothing is stored. */
export function guardLogoutMessage(
  delivery: LogoutDelivery,
  read: { xml: string; root: Element },
  expected: LogoutExpectation,
  now: Date,
): GuardedLogoutMessage {
  const state: LogoutState = { delivery, expected, now, xml: read.xml, root: read.root }
  for (const check of LOGOUT_CHECKS[delivery.kind]) {
    const problem = check.run(state)
    if (problem !== null)
      return { passed: false, check: check.name, detail: problem, signatureHeld: state.signedRoot !== undefined }
  }
  const root = filledIn(state.signedRoot)
  return { passed: true, root, issuedAt: instantOf(attributeOf(root, 'IssueInstant')) as Date }
}

/** Whom a LogoutRequest that passed every check is about (SAML core §3.7.1). */
export function readLogoutSubject(root: Element): { nameId: string; sessionIndexes: string[] } {
  const [nameId] = childElements(root, ASSERTION, 'NameID')
  const value = nameId && textOf(nameId)
  if (!value) throw new Error('read before it was checked')
  return {
    nameId: value,
    sessionIndexes: childElements(root, PROTOCOL, 'SessionIndex').map((one) => textOf(one) as string),
  }
}
