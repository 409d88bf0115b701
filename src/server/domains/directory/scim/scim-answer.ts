import type { ErrorCode } from '#contracts/error-codes.ts'

export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'

/** How every way of failing is answered in SCIM (RFC 7644 section 3.12, tables 8 and 9). */
export const SCIM_ANSWERS: Record<ErrorCode, { status: number; scimType?: ScimType }> = {
  invalid_input: { status: 400, scimType: 'invalidValue' },
  invalid_filter: { status: 400, scimType: 'invalidFilter' },
  invalid_path: { status: 400, scimType: 'invalidPath' },
  invalid_value: { status: 400, scimType: 'invalidValue' },
  invalid_syntax: { status: 400, scimType: 'invalidSyntax' },
  mutability: { status: 400, scimType: 'mutability' },
  no_target: { status: 400, scimType: 'noTarget' },
  too_many: { status: 400, scimType: 'tooMany' },
  unauthenticated: { status: 401 },
  forbidden: { status: 403 },
  step_up_required: { status: 403 },
  not_found: { status: 404 },
  misdirected: { status: 421 },
  method_not_allowed: { status: 405 },
  conflict: { status: 409 },
  uniqueness: { status: 409, scimType: 'uniqueness' },
  idempotency_mismatch: { status: 409 },
  precondition_failed: { status: 412 },
  payload_too_large: { status: 413 },
  unsupported_media_type: { status: 415 },
  rate_limited: { status: 429 },
  timeout: { status: 503 },
  sign_in_rejected: { status: 401 },
  unavailable: { status: 503 },
  internal: { status: 500 },
}
