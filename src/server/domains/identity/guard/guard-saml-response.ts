import { checkAudience } from './check-audience.ts'
import { checkAuthentication } from './check-authentication.ts'
import { checkConditions } from './check-conditions.ts'
import { checkDestination } from './check-destination.ts'
import { checkDocument } from './check-document.ts'
import { checkEncoding } from './check-encoding.ts'
import { checkInResponseTo } from './check-in-response-to.ts'
import { checkIssuer } from './check-issuer.ts'
import { checkSignature } from './check-signature.ts'
import { checkStatus } from './check-status.ts'
import { checkStructure } from './check-structure.ts'
import { checkSubject } from './check-subject.ts'
import { checkSubjectConfirmation } from './check-subject-confirmation.ts'
import { filledIn, type GuardState, type SamlCheck, type SamlExpectation } from './guard-state.ts'
import { readSamlIdentity, type SamlIdentity } from './read-saml-identity.ts'

/** What a SAML response goes through before Jackson sees it, in this order: the first failure ends it. */
export const SAML_CHECKS: readonly SamlCheck[] = [
  checkEncoding,
  checkDocument,
  checkStructure,
  checkStatus,
  checkIssuer,
  checkDestination,
  checkInResponseTo,
  checkSignature,
  checkConditions,
  checkAudience,
  checkSubjectConfirmation,
  checkAuthentication,
  checkSubject,
]

export type GuardedSamlResponse =
  | { passed: true; identity: SamlIdentity }
  | { passed: false; check: string; detail: string }

/** Holds a response against the request that it must be an answer to. Pure: the clock is given, nothing is stored. */
export function guardSamlResponse(samlResponse: string, expected: SamlExpectation, now: Date): GuardedSamlResponse {
  const state: GuardState = { samlResponse, expected, now }
  for (const check of SAML_CHECKS) {
    const problem = check.run(state)
    if (problem !== null) return { passed: false, check: check.name, detail: problem }
  }
  return { passed: true, identity: readSamlIdentity(filledIn(state.signedAssertion)) }
}
