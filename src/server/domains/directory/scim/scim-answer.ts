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
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

/** How every way of failing is answered in SCIM (RFC 7644 section 3.12, tables 8 and 9; RFC 9865 section 2.1). */
export const SCIM_ANSWERS: Record<ErrorCode, { status: number; scimType?: ScimType }> = {
  invalid_input: { status: 400, scimType: 'invalidValue' },
  invalid_filter: { status: 400, scimType: 'invalidFilter' },
  invalid_path: { status: 400, scimType: 'invalidPath' },
  invalid_value: { status: 400, scimType: 'invalidValue' },
  invalid_syntax: { status: 400, scimType: 'invalidSyntax' },
  invalid_cursor: { status: 400, scimType: 'invalidCursor' },
  expired_cursor: { status: 400, scimType: 'expiredCursor' },
  invalid_count: { status: 400, scimType: 'invalidCount' },
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
  held_back: { status: 503 },
  unavailable: { status: 503 },
  internal: { status: 500 },
}
