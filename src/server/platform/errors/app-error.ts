import type { ErrorCode } from '#contracts/error-codes.ts'

const BRAND = 'gatehouse.error'

export type AppErrorInput = {
  code: ErrorCode
  /** Public: what happened and what to do next. Never holds a secret or another tenant's data. */
  message: string
  /** Internal: goes to the log, never to a client. */
  detail?: string | undefined
  cause?: unknown
  /** RFC 6901 pointer to the offending input, where there is one. */
  path?: string | undefined
  /** The permission that is missing, on `forbidden`. */
  permission?: string | undefined
  /** Seconds after which a retry makes sense, on `rate_limited` and `unavailable`. */
  retryAfter?: number | undefined
}

/**
 * The one error class. Told apart by `code` through {@link isAppError}, never by
 * `instanceof`: the process holds two copies of this class (Next bundles its own).
 */
export class AppError extends Error {
  readonly brand = BRAND
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly path: string | undefined
  readonly permission: string | undefined
  readonly retryAfter: number | undefined

  constructor(input: AppErrorInput) {
    super(input.message, input.cause === undefined ? undefined : { cause: input.cause })
    this.name = 'AppError'
    this.code = input.code
    this.detail = input.detail
    this.path = input.path
    this.permission = input.permission
    this.retryAfter = input.retryAfter
  }
}

/** True for an AppError of either module graph, and of that code where one is given. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  if (typeof error !== 'object' || error === null) return false
  if ((error as { brand?: unknown }).brand !== BRAND) return false
  return code === undefined || (error as AppError).code === code
}

/** The same words for what is foreign and for what is missing, so that existence never leaks. */
export function notFound(noun: string): AppError {
  return new AppError({
    code: 'not_found',
    message: `There is no such ${noun} here. Check the address or go back to the list.`,
  })
}
