import { type ErrorCode, errorCodeSchema } from '#contracts/error-codes.ts'

const WHY: Record<ErrorCode, string> = {
  invalid_input: 'a value is not valid',
  invalid_filter: 'the filter could not be read',
  invalid_path: 'a path names no attribute',
  invalid_value: 'a value is not valid or is missing',
  invalid_syntax: 'the body could not be read',
  invalid_cursor: 'the cursor is not one of ours',
  expired_cursor: 'the cursor is too old',
  invalid_count: 'the count is not what the cursor was made for',
  mutability: 'the attribute cannot be written',
  no_target: 'the path finds nothing to change',
  too_many: 'there are too many of what was asked for',
  unauthenticated: 'the token is expired, revoked or missing',
  forbidden: 'the token may not do this',
  step_up_required: 'this needs a person who confirms it',
  not_found: 'it is not here',
  method_not_allowed: 'the address does not answer this method',
  misdirected: 'the request came under another host name',
  conflict: 'a rule of the organisation forbids it',
  uniqueness: 'somebody or something has this name already',
  idempotency_mismatch: 'the same key came with another body',
  precondition_failed: 'it was changed in between',
  payload_too_large: 'the body is too large',
  unsupported_media_type: 'the body is of another type',
  rate_limited: 'too many requests came in too short a time',
  timeout: 'it took too long',
  sign_in_rejected: 'the sign-in was refused',
  held_back: 'disabling and removing is paused by the guard rail',
  unavailable: 'Gatehouse was busy',
  internal: 'something is wrong on our side',
}

/** Why a request was refused or failed, in the words of its sentence. */
export function whyNot(situation: string | null, status: number): string {
  const code = errorCodeSchema.safeParse(situation)
  return code.success ? WHY[code.data] : `it was answered with ${status}`
}
