import type { ErrorCode } from '#contracts/error-codes.ts'
import { type AppError, isAppError } from '#server/platform/errors/app-error.ts'
import type { Principal } from '#server/platform/principal.ts'
import { recordAtTheDoor } from './authorize.ts'

/** What says something about the request. A denial has its own event, and the rest says something about us. */
const OF_THE_REQUEST: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'invalid_syntax',
  'not_found',
  'conflict',
  'uniqueness',
  'idempotency_mismatch',
  'precondition_failed',
  'payload_too_large',
  'unsupported_media_type',
  'too_many',
])

/**
 * Records that somebody known asked for a change that was refused; nothing else of it is kept, and none of the
 * values that were sent.
 *
 * @param operation its name in the transport, such as `members.assignRole` or `POST /api/v1/audit/events`.
 */
export async function recordRefusedChange(principal: Principal, operation: string, error: unknown): Promise<void> {
  if (!isAppError(error) || !OF_THE_REQUEST.has(error.code)) return
  await recordAtTheDoor(principal, {
    action: 'request.reject',
    targets: [],
    outcome: { result: 'failure', reason: error.code },
    metadata: { operation: operation.slice(0, 128), code: (error as AppError).code },
  })
}
