import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { z } from 'zod'
import type { ErrorCode } from '#contracts/error-codes.ts'
import { AppError, isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'

/** Our codes to tRPC's, which fix the HTTP status. */
export const TRPC_CODES: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  invalid_input: 'BAD_REQUEST',
  invalid_filter: 'BAD_REQUEST',
  invalid_path: 'BAD_REQUEST',
  invalid_value: 'BAD_REQUEST',
  invalid_syntax: 'BAD_REQUEST',
  invalid_cursor: 'BAD_REQUEST',
  expired_cursor: 'BAD_REQUEST',
  invalid_count: 'BAD_REQUEST',
  mutability: 'BAD_REQUEST',
  no_target: 'BAD_REQUEST',
  too_many: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  step_up_required: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  misdirected: 'BAD_REQUEST',
  method_not_allowed: 'METHOD_NOT_SUPPORTED',
  conflict: 'CONFLICT',
  uniqueness: 'CONFLICT',
  idempotency_mismatch: 'CONFLICT',
  precondition_failed: 'PRECONDITION_FAILED',
  payload_too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media_type: 'UNSUPPORTED_MEDIA_TYPE',
  rate_limited: 'TOO_MANY_REQUESTS',
  timeout: 'TIMEOUT',
  sign_in_rejected: 'UNAUTHORIZED',
  held_back: 'SERVICE_UNAVAILABLE',
  unavailable: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
}

/** What tRPC itself refuses before any procedure runs. Anything else of its own is ours to answer for. */
const REFUSED_BY_TRPC: Partial<Record<TRPC_ERROR_CODE_KEY, { code: ErrorCode; message: string }>> = {
  PARSE_ERROR: { code: 'invalid_syntax', message: 'The request body is not valid JSON.' },
  BAD_REQUEST: {
    code: 'invalid_input',
    message: 'The request does not have the form of a call, or holds too many calls.',
  },
  NOT_FOUND: { code: 'not_found', message: 'There is no such procedure.' },
  METHOD_NOT_SUPPORTED: { code: 'method_not_allowed', message: 'This procedure is called with another HTTP method.' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'unsupported_media_type', message: 'Send the request body as application/json.' },
  PAYLOAD_TOO_LARGE: { code: 'payload_too_large', message: 'The request body is too large.' },
  CLIENT_CLOSED_REQUEST: { code: 'timeout', message: 'The request was given up.' },
}

type Origin = { requestId?: string | undefined; tenantId?: string | undefined; procedure?: string | undefined }

/** Any failure as ours: one of the closed codes with a public text. What nobody foresaw becomes `internal`. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error
  if (!(error instanceof TRPCError)) return internal(error)
  if (isAppError(error.cause)) return error.cause
  if (error.code === 'BAD_REQUEST' && error.cause instanceof z.ZodError) return invalidInput(error.cause)
  // A body that cannot be parsed: tRPC reads it late and calls it a bad request.
  const refused = REFUSED_BY_TRPC[error.cause?.name === 'SyntaxError' ? 'PARSE_ERROR' : error.code]
  return refused ? new AppError({ ...refused, detail: error.message, cause: error }) : internal(error.cause ?? error)
}

/** Failures that an operator has to hear of. */
const OURS_TO_FIX: ReadonlySet<ErrorCode> = new Set(['internal', 'unavailable'])

/** The same as tRPC carries it; what an operator has to hear of is logged with where it came from. */
export function toTrpcError(error: unknown, origin: Origin): TRPCError {
  const ours = toAppError(error)
  if (OURS_TO_FIX.has(ours.code)) logger().error({ err: ours, ...origin }, 'a procedure failed')
  return new TRPCError({ code: TRPC_CODES[ours.code], message: ours.message, cause: ours })
}

function internal(cause: unknown): AppError {
  return new AppError({
    code: 'internal',
    message: 'Something went wrong on our side. Try again; if it stays, give the request number to your operator.',
    cause,
  })
}

function invalidInput(error: z.ZodError): AppError {
  const [issue] = error.issues
  const path = issue ? pointer(issue.path) : undefined
  const where = issue && issue.path.length > 0 ? `“${issue.path.join('.')}”: ` : ''
  return new AppError({
    code: 'invalid_input',
    message: `The input is not valid. ${where}${issue?.message ?? ''}`,
    path,
  })
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
