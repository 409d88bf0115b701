import { AppError } from '#server/platform/errors/app-error.ts'

export function invalidBody(message: string, cause?: unknown): AppError {
  return new AppError({ code: 'invalid_syntax', message, cause })
}
