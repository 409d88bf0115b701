import { z } from 'zod'

/**
 * Everything that can refuse a sign-in, by name. Closed: a check of another name does not compile, and each has
 * a sentence on how to fix it (identity/trace/check-advice.ts).
 */
export const SIGN_IN_CHECKS = [
  // Leaving for the identity provider.
  'departure',
  'provider_unreachable',
  'connection',
  // Whether the answer belongs to a request of this browser.
  'relay_state',
  'browser',
  'single_use',
  'expired',
  'protocol',
  // The guard, on a SAML response.
  'encoding',
  'document',
  'structure',
  'decryption',
  'decryption',
  'status',
  'issuer',
  'destination',
  'in_response_to',
  'signature',
  'conditions',
  'audience',
  'subject_confirmation',
  'authentication',
  'subject',
  // The guard, on an OpenID Connect response.
  'parameters',
  'token',
  'token_algorithm',
  'token_signature',
  'token_audience',
  'token_nonce',
  'token_times',
  // The guard, on an OpenID provider's logout token.
  'logout_token',
  // The second opinion.
  'second_validator',
  'tenant',
  'agreement',
  // Who it is.
  'replay',
  'user_disabled',
  'email_unverified',
  'email_ambiguous',
  'identity_conflict',
  'owner_unbound',
  'email_domain',
  'sso_off',
  'jit_off',
  'authentication_age',
  'authentication_age',
  // The session.
  'code',
  'other_person',
  'method',
  'address',
  'other_person',
  'method',
  'address',
  // A defect or an outage of our own.
  'internal',
] as const

export const signInCheckSchema = z.enum(SIGN_IN_CHECKS)
export type SignInCheck = z.infer<typeof signInCheckSchema>
