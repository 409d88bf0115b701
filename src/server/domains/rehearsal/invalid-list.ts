import { AppError } from '#server/platform/errors/app-error.ts'

export function invalidList(message: string): AppError {
  return new AppError({ code: 'invalid_input', message, path: '/source/text' })
}
