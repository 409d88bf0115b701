import { z } from 'zod'

/**
 * Every way an operation can fail. Closed on purpose: each transport maps all of
 * them (`Record<ErrorCode, …>`), so a new code does not compile until every door answers it.
 */
export const ERROR_CODES = [
  'invalid_input',
  'invalid_filter',
  'invalid_path',
  'invalid_value',
  'invalid_syntax',
  'invalid_cursor',
  'expired_cursor',
  'invalid_count',
  'mutability',
  'no_target',
  'too_many',
  'unauthenticated',
  'forbidden',
  'step_up_required',
  'not_found',
  'method_not_allowed',
  'misdirected',
  'conflict',
  'uniqueness',
  'idempotency_mismatch',
  'precondition_failed',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'timeout',
  'sign_in_rejected',
  'held_back',
  'unavailable',
  'internal',
] as const

export const errorCodeSchema = z.enum(ERROR_CODES)
export type ErrorCode = z.infer<typeof errorCodeSchema>
