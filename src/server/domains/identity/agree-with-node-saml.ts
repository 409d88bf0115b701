import type { KeyObject } from 'node:crypto'
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { isSignInRejected, SignInRejected } from './errors.ts'
import { CLOCK_SKEW_MS, type SamlExpectation } from './guard/guard-state.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'

/**
 * The second reader of responses that Jackson cannot be shown: encrypted to a tenant's own key, or asked for by
 * nobody. It verifies the raw response by itself and must name the same person.
 * @throws SignInRejected `second_validator` or `agreement`
 */
export async function requireNodeSamlAgrees(
  samlResponse: string,
  clear: string | undefined,
  expected: SamlExpectation,
  ours: VerifiedIdentity,
): Promise<void> {
  const readings: { text: string; key: KeyObject | null }[] = expected.decryptionKeys.map((key) => ({
    text: samlResponse,
    key,
  }))
  // It knows fewer ways to encrypt than providers use. Where the assertion has a signature of its own, it need not.
  if (clear !== undefined) readings.unshift({ text: Buffer.from(clear).toString('base64'), key: null })
  if (readings.length === 0) readings.push({ text: samlResponse, key: null })
  let refusal: unknown
  for (const { text, key } of readings) {
    try {
      const { profile } = await reader(expected, key).validatePostResponseAsync({ SAMLResponse: text })
      if (profile?.nameID !== ours.subject || profile.issuer !== expected.idpEntityId) {
        throw new SignInRejected('agreement', 'another subject or issuer')
      }
      return
    } catch (error) {
      if (isSignInRejected(error)) throw error
      refusal = error
    }
  }
  throw new SignInRejected('second_validator', 'node-saml refused the response', refusal)
}

function reader(expected: SamlExpectation, key: KeyObject | null): SAML {
  return new SAML({
    callbackUrl: expected.acsUrl,
    issuer: expected.entityId,
    audience: expected.entityId,
    idpIssuer: expected.idpEntityId,
    idpCert: [...expected.certificates],
    wantAssertionsSigned: false,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: CLOCK_SKEW_MS,
    // Ours did that against the pending request; this reader would need a store of its own.
    validateInResponseTo: ValidateInResponseTo.never,
    ...(key ? { decryptionPvk: key.export({ type: 'pkcs8', format: 'pem' }) as string } : {}),
  })
}
