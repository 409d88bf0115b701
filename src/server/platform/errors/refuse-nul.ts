import { AppError } from './app-error.ts'

const NUL = '\u0000'

/**
 * Postgres' text cannot hold U+0000, so it is refused at the door, wherever it stands in an input.
 * @throws AppError `invalid_input` with the RFC 6901 pointer to it
 */
export function refuseNul(value: unknown, path = ''): void {
  if (typeof value === 'string') {
    if (value.includes(NUL)) throw holdsNul(path)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (key.includes(NUL)) throw holdsNul(path)
    refuseNul(member, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  }
}

function holdsNul(path: string): AppError {
  return new AppError({
    code: 'invalid_input',
    message: 'The character U+0000 cannot be stored. Remove it and send the rest again.',
    path,
  })
}
