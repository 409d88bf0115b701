import type { TenantScope } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { Principal } from '#server/platform/principal.ts'

/** @throws AppError `forbidden` for a machine, which has no passkeys */
export function signedInPerson({ principal }: TenantScope): Extract<Principal, { type: 'user' }> {
  if (principal.type === 'user') return principal
  throw new AppError({ code: 'forbidden', message: 'Only a person who is signed in has passkeys.' })
}
