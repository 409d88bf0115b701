import type { Element } from '@xmldom/xmldom'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { checkAudience } from './check-audience.ts'
import { checkAuthentication } from './check-authentication.ts'
import { checkConditions } from './check-conditions.ts'
import { checkDecryption } from './check-decryption.ts'
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
  checkDecryption,
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

/** What could be read of the response whatever became of it, for its trace: parsed, and where needed decrypted. */
type ReadResponse = {
  response?: Element | undefined
  decrypted?: Element | undefined
  /** The response with the assertion that was decrypted in its place. */
  clear?: string | undefined
}

export type GuardedSamlResponse = ReadResponse &
  ({ passed: true; identity: SamlIdentity } | { passed: false; check: SignInCheck; detail: string })

/** Holds a response against the request that it must be an answer to. Pure: the clock is given, nothing is stored. */
export function guardSamlResponse(samlResponse: string, expected: SamlExpectation, now: Date): GuardedSamlResponse {
  const state: GuardState = { samlResponse, expected, now }
  for (const check of SAML_CHECKS) {
    const problem = check.run(state)
    if (problem !== null) return { passed: false, check: check.name, detail: problem, ...readSoFar(state) }
  }
  return { passed: true, identity: readSamlIdentity(filledIn(state.signedAssertion)), ...readSoFar(state) }
}

/** Whether a response that this check refused had a valid signature of the connection: all before it held. */
export function signatureHeld(check: string): boolean {
  const names: string[] = SAML_CHECKS.map(({ name }) => name)
  return names.indexOf(check) > names.indexOf(checkSignature.name)
}

/** Whether what was posted is base64 of acceptable XML with one assertion in it, whoever made it. */
export function isReadableSamlDocument(samlResponse: string): boolean {
  const state = { samlResponse } as GuardState
  return [checkEncoding, checkDocument, checkStructure].every((check) => check.run(state) === null)
}

function readSoFar(state: GuardState): ReadResponse {
  if (!state.encrypted || !state.assertion) return { response: state.response }
  const inner = filledIn(state.assertionXml).replace(/^\s*<\?xml[^>]*\?>/, '')
  const clear = filledIn(state.xml).replace(
    /<(?:\w+:)?EncryptedAssertion[\s>][\s\S]*<\/(?:\w+:)?EncryptedAssertion\s*>/,
    () => inner,
  )
  return { response: state.response, decrypted: state.assertion, clear }
}
