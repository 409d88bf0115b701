import type { z } from 'zod'
import { AppError } from './errors/app-error.ts'
import { refuseNul } from './errors/refuse-nul.ts'

const base64url = /^[A-Za-z0-9_-]+$/

/** Where a page ended, opaque to the caller: base64url of a JSON array of the sort keys of its last row. */
export function makePageCursor(keys: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/**
 * The sort keys back, checked against their schema: a cursor comes from outside like any input.
 * @throws AppError `invalid_input` at `/cursor`
 */
export function readPageCursor<S extends z.ZodType>(cursor: string, keys: S): z.infer<S> {
  let parsed: unknown
  try {
    parsed = base64url.test(cursor) ? JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) : undefined
  } catch {
    parsed = undefined
  }
  const result = keys.safeParse(parsed)
  refuseNul(result.data, '/cursor')
  if (result.success) return result.data
  throw new AppError({
    code: 'invalid_input',
    message: 'This place in the list is not one that was given out. Start again from the first page.',
    path: '/cursor',
  })
}
