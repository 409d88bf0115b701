import { type ErrorCode, errorCodeSchema } from '#contracts/error-codes.ts'

export type Failure = { code: ErrorCode | null; message: string; requestId: string | null; retryable: boolean }

const FINAL: readonly ErrorCode[] = [
  'forbidden',
  'step_up_required',
  'not_found',
  'unauthenticated',
  'invalid_input',
  'invalid_filter',
]

/** What a person can be told about a failed call: the server's public words and the id to quote. */
export function describeFailure(error: unknown): Failure {
  const data = shapeOf(error)
  const code = errorCodeSchema.safeParse(data?.code)
  if (code.success) {
    return {
      code: code.data,
      message: messageOf(error) ?? 'The request was not carried out.',
      requestId: typeof data?.requestId === 'string' ? data.requestId : null,
      retryable: !FINAL.includes(code.data),
    }
  }
  return {
    code: null,
    message: 'The server did not answer as expected. Nothing was changed here; check the connection and try again.',
    requestId: null,
    retryable: true,
  }
}

function shapeOf(error: unknown): Record<string, unknown> | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined
  return typeof error.data === 'object' && error.data !== null ? (error.data as Record<string, unknown>) : undefined
}

function messageOf(error: unknown): string | undefined {
  return error instanceof Error && error.message !== '' ? error.message : undefined
}
