import { AppError } from '#server/platform/errors/app-error.ts'

export function invitationRefused(): AppError {
  return new AppError({
    code: 'not_found',
    message: 'This invitation does not work: it was used, ended or is too old. Ask whoever invited you for another.',
  })
}
