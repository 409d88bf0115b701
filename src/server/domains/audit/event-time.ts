import { invalidAuditInput } from './invalid-audit-input.ts'

const EVENT_TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/
const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * A Date as the log writes times: `YYYY-MM-DDTHH:MM:SS.ffffffZ`, UTC, always six digits, so that the order of
 * texts is the order of times. A Date has milliseconds: the last three digits are zero.
 *
 * @throws AppError `invalid_input` for an invalid Date and for years before 0 or after 9999.
 */
export function formatEventTime(date: Date): string {
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString()
  if (text.length !== 24) throw invalidAuditInput('', 'is not a time between the years 0000 and 9999.')
  return `${text.slice(0, -1)}000Z`
}

/**
 * The time of the log's next event: `now`, but never before the previous event's (a clock may be set back, and
 * two servers' clocks differ).
 *
 * @param previous `recordedAt` of the event before, null for the first.
 */
export function eventTimeAfter(previous: string | null, now: Date = new Date()): string {
  const time = formatEventTime(now)
  return previous !== null && previous > time ? previous : time
}

/** Whether a text has exactly the log's form and names a day that exists. */
export function isEventTime(text: unknown): text is string {
  if (typeof text !== 'string') return false
  const parts = EVENT_TIME.exec(text)
  if (!parts) return false
  const month = Number(parts[2])
  const day = Number(parts[3])
  if (month < 1 || month > 12 || day < 1) return false
  return day <= 28 || day <= daysOf(Number(parts[1]), month)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * A sender's RFC 3339 time, with any offset, in the log's form.
 *
 * @param path where it stood, for the error.
 * @throws AppError `invalid_input` for another form, a day that does not exist, a leap second, or digits beyond
 *   microseconds (the log could not carry them faithfully; trailing zeros are dropped).
 */
export function normalizeEventTime(text: string, path = ''): string {
  const [, day, time, fraction = '', offset = ''] = RFC3339.exec(text) ?? []
  const digits = fraction.slice(0, 6).padEnd(6, '0')
  const local = `${day}T${time}.${digits}Z`
  if (!isEventTime(local)) {
    throw invalidAuditInput(path, 'must be an RFC 3339 time that exists, such as 2026-01-31T09:30:00.000000Z.')
  }
  if (/[^0]/.test(fraction.slice(6))) {
    throw invalidAuditInput(path, 'must have at most six digits of a second. Round it to microseconds.')
  }
  if (offset === 'Z' || offset === 'z') return local
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  const shift = (offset.startsWith('-') ? minutes : -minutes) * 60_000
  const shifted = new Date(Date.parse(`${local.slice(0, 19)}Z`) + shift).toISOString()
  if (shifted.length !== 24) throw invalidAuditInput(path, 'must be between the years 0000 and 9999 in UTC.')
  return `${shifted.slice(0, 19)}.${digits}Z`
}
