import { AppError } from '#server/platform/errors/app-error.ts'

/** What cannot be undone is confirmed by typing whose it is. @throws AppError `invalid_input` */
export function requireTypedName(typed: string, name: string): void {
  if (typed.trim() === name) return
  throw new AppError({
    code: 'invalid_input',
    message: 'The typed name is not the one this is about. Type it as it is shown.',
    path: '/name',
  })
}
