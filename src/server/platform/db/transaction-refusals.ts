import { BASE_PERMISSIONS, type Permission } from '#contracts/permissions.ts'
import { AppError } from '../errors/app-error.ts'

export function internal(detail: string): AppError {
  return new AppError({ code: 'internal', message: 'Something is wrong on our side.', detail })
}

export function noLongerValid(): AppError {
  return new AppError({
    code: 'unauthenticated',
    message: 'Your sign-in or key is no longer valid. Sign in again or use a new key.',
  })
}

export function missingPermission(permission: Permission): AppError {
  const base = (BASE_PERMISSIONS as readonly Permission[]).includes(permission)
  return new AppError({
    code: 'forbidden',
    message: base
      ? 'Your account is not active here. Ask an admin of your organisation.'
      : `This needs the permission ${permission}, which you do not have. Ask an admin of your organisation for a role that has it.`,
    permission,
  })
}
