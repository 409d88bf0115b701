import { AppError } from '#server/platform/errors/app-error.ts'

const SHOWN_OF_A_PATH = 200

/**
 * The error for what the log cannot carry: `invalid_input` with the RFC 6901 pointer of the offending
 * value, in `path` whole and in the message shortened.
 *
 * @param sentence what is wrong and what to send instead, beginning with a verb: `must be …`.
 */
export function invalidAuditInput(path: string, sentence: string): AppError {
  // A pointer may hold a sender's broken text; a message never does.
  const whole = path.toWellFormed()
  const shown = whole.length > SHOWN_OF_A_PATH ? `${whole.slice(0, SHOWN_OF_A_PATH)}…` : whole
  return new AppError({ code: 'invalid_input', message: `${shown || 'The value'} ${sentence}`, path: whole })
}

/** One member name or array index as a token of an RFC 6901 pointer (section 3). */
export function pointerToken(key: string | number): string {
  return typeof key === 'number' ? String(key) : key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/**
 * Where a container stands, kept while descending so that a pointer costs nothing until it is needed. The root
 * trail stands around the whole value: its `key` is a pointer, all others' keys are single tokens; a key that is
 * undefined stands for the whole value itself.
 */
export type Trail = {
  readonly up: Trail | null
  readonly key: string | number | undefined
  readonly depth: number
}

/** @param depth how many arrays and objects the value at `pointer` stands in. */
export function rootTrail(pointer = '', depth = 0): Trail {
  return { up: null, key: pointer, depth: depth - 1 }
}

/** The RFC 6901 pointer to what stands under `key` in the container at `trail`. */
export function pointerTo(trail: Trail, key: string | number | undefined): string {
  let pointer = key === undefined ? '' : `/${pointerToken(key)}`
  let at = trail
  for (; at.up; at = at.up) if (at.key !== undefined) pointer = `/${pointerToken(at.key)}${pointer}`
  return `${at.key}${pointer}`
}
