import type { ErrorCode } from '#contracts/error-codes.ts'
import { type AppError, isAppError } from '#server/platform/errors/app-error.ts'

/** Every code, as RFC 9457 states it. `title` is the same for every occurrence; the words of one are `detail`. */
export const PROBLEMS: Record<ErrorCode, { status: number; title: string }> = {
  invalid_input: { status: 400, title: 'The request is not valid' },
  invalid_filter: { status: 400, title: 'The filter is not valid' },
  invalid_path: { status: 400, title: 'The path is not valid' },
  invalid_value: { status: 400, title: 'A value is not valid' },
  invalid_syntax: { status: 400, title: 'The request body cannot be read' },
  invalid_cursor: { status: 400, title: 'The cursor is not valid' },
  expired_cursor: { status: 400, title: 'The cursor is no longer valid' },
  invalid_count: { status: 400, title: 'The count is not valid' },
  mutability: { status: 400, title: 'The attribute cannot be changed' },
  no_target: { status: 400, title: 'The path points at nothing' },
  too_many: { status: 400, title: 'Too much was asked for at once' },
  unauthenticated: { status: 401, title: 'The credential is missing or not valid' },
  forbidden: { status: 403, title: 'A permission is missing' },
  step_up_required: { status: 403, title: 'A fresh authentication is needed' },
  not_found: { status: 404, title: 'Not found' },
  misdirected: { status: 421, title: 'This server does not answer for that host' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The request conflicts with the present state' },
  uniqueness: { status: 409, title: 'A value is taken' },
  idempotency_mismatch: { status: 409, title: 'The idempotency key was used for another request' },
  precondition_failed: { status: 412, title: 'The resource has changed since it was read' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  rate_limited: { status: 429, title: 'Too many requests' },
  timeout: { status: 504, title: 'The request took too long' },
  sign_in_rejected: { status: 401, title: 'The sign-in was rejected' },
  held_back: { status: 503, title: 'Held back until somebody decides' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  internal: { status: 500, title: 'Something went wrong on our side' },
}

export const PROBLEM_TYPE = 'application/problem+json'

/** Answer to a request, before it takes a transport's form of response. */
export type PlainAnswer = { status: number; headers: Record<string, string>; body: string }

const WORDS_FOR_UNKNOWN =
  'Something went wrong on our side. Try again; if it stays, give the request id to your operator.'

/** RFC 9457. An error that is none of ours is `internal`, and nothing of it is said. */
export function problem(error: unknown, requestId: string): PlainAnswer {
  const known: AppError | null = isAppError(error) ? error : null
  const code: ErrorCode = known?.code ?? 'internal'
  const { status, title } = PROBLEMS[code]
  const retryAfter = known?.retryAfter
  return {
    status,
    headers: {
      'Content-Type': PROBLEM_TYPE,
      'Cache-Control': 'no-store',
      // RFC 9110 section 15.5.2: a 401 names the scheme that would help.
      ...(code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer realm="gatehouse"' } : {}),
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfter)) }),
    },
    body: JSON.stringify({
      type: `urn:gatehouse:error:${code}`,
      title,
      status,
      detail: known === null || code === 'internal' ? WORDS_FOR_UNKNOWN : known.message,
      code,
      requestId,
      path: known?.path,
      permission: known?.permission,
    }),
  }
}
