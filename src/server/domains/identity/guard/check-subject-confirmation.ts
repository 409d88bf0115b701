import type { Element } from '@xmldom/xmldom'
import { ASSERTION, CLOCK_SKEW_MS, filledIn, type GuardState, type SamlCheck } from './guard-state.ts'
import { attributeOf, childElements, instantOf } from './xml.ts'

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'

export const checkSubjectConfirmation: SamlCheck = {
  name: 'subject_confirmation',
  clause:
    'SAML profiles §4.1.4.2: a bearer SubjectConfirmation with our Recipient, a NotOnOrAfter that has not passed, no NotBefore, and InResponseTo of the pending request (none where the response is unsolicited).',
  run(state) {
    const subjects = childElements(filledIn(state.signedAssertion), ASSERTION, 'Subject')
    const [subject] = subjects
    if (!subject || subjects.length !== 1) return 'not exactly one Subject'
    const bearers = childElements(subject, ASSERTION, 'SubjectConfirmation').filter(
      (confirmation) => attributeOf(confirmation, 'Method') === BEARER,
    )
    if (bearers.length === 0) return 'no bearer confirmation'
    const problems = bearers.map((bearer) => problemOf(bearer, state))
    return problems.includes(null) ? null : (problems[0] as string)
  },
}

function problemOf(bearer: Element, state: GuardState): string | null {
  const all = childElements(bearer, ASSERTION, 'SubjectConfirmationData')
  const [data] = all
  if (!data || all.length !== 1) return 'not exactly one SubjectConfirmationData'
  if (attributeOf(data, 'Recipient') !== state.expected.acsUrl) return 'meant for another recipient'
  if (attributeOf(data, 'NotBefore') !== null) return 'a NotBefore where none may be'
  const end = instantOf(attributeOf(data, 'NotOnOrAfter'))
  if (!end) return 'no readable NotOnOrAfter'
  if (state.now.getTime() >= end.getTime() + CLOCK_SKEW_MS) return 'expired'
  if (attributeOf(data, 'InResponseTo') !== state.expected.requestId) return 'answers another request'
  return null
}
