import { AppError } from '#server/platform/errors/app-error.ts'

/** By these a sign-in finds whom it stands for: whoever could change them for an Owner could become the Owner. */
const IDENTIFYING = new Set(['userName', 'externalId', 'emails'])

/** Whether a change of these attributes has to be refused for an Owner. */
export function identifies(changed: readonly string[]): boolean {
  return changed.some((name) => IDENTIFYING.has(name))
}

export function identifiesOwner(): AppError {
  return new AppError({
    code: 'conflict',
    message:
      'This person is an Owner, whose userName, externalId and emails a directory cannot change. Make somebody else an Owner and take the role from this person first.',
  })
}
