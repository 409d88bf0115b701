import { AppError } from '#server/platform/errors/app-error.ts'

/** The errors of RFC 7644 section 3.12, table 9, and RFC 9865 section 2.1. `message` becomes the `detail` that the client reads. */
export const invalidFilter = (message: string) => new AppError({ code: 'invalid_filter', message })
export const invalidPath = (message: string) => new AppError({ code: 'invalid_path', message })
export const invalidValue = (message: string) => new AppError({ code: 'invalid_value', message })
export const invalidSyntax = (message: string) => new AppError({ code: 'invalid_syntax', message })
export const invalidCursor = (message: string) => new AppError({ code: 'invalid_cursor', message })
export const expiredCursor = (message: string) => new AppError({ code: 'expired_cursor', message })
export const mutability = (message: string) => new AppError({ code: 'mutability', message })
export const noTarget = (message: string) => new AppError({ code: 'no_target', message })
export const tooMany = (message: string) => new AppError({ code: 'too_many', message })
export const uniqueness = (message: string) => new AppError({ code: 'uniqueness', message })
export const preconditionFailed = (message: string) => new AppError({ code: 'precondition_failed', message })

/** What is foreign and what is missing, in one form. The id is not repeated: it may be anything. */
export function noSuchResource(name: 'User' | 'Group'): AppError {
  return new AppError({ code: 'not_found', message: `This directory has no ${name} with that id.` })
}

/** A client's own words in a message: shortened, so that an answer stays small. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
