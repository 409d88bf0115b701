const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`

/** `12 minutes ago`, `in 3 hours`; null where the instant is a day or more away. */
export function relativeTime(at: Date, now: Date): string | null {
  const distance = now.getTime() - at.getTime()
  const size = Math.abs(distance)
  if (size >= DAY) return null
  if (size < MINUTE) return distance >= 0 ? 'just now' : 'in a moment'
  const words = size < HOUR ? plural(Math.floor(size / MINUTE), 'minute') : plural(Math.floor(size / HOUR), 'hour')
  return distance >= 0 ? `${words} ago` : `in ${words}`
}

type ZonedFormat = { timeZone?: string | undefined; seconds?: boolean; year?: boolean }

/** `22 Nov 2026, 19:03`, in the zone given or the reader's. */
export function absoluteTime(at: Date, { timeZone, seconds = false, year = true }: ZonedFormat = {}): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(year ? { year: 'numeric' as const } : {}),
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' as const } : {}),
    ...(timeZone ? { timeZone } : {}),
  }).format(at)
}

/** `22 Nov 2026, 19:03:50 UTC` */
export function utcTime(at: Date): string {
  return `${absoluteTime(at, { timeZone: 'UTC', seconds: true })} UTC`
}

/** `2026-11-22` to `22 Nov`; the day is taken as it is, in no zone. */
export function dayLabel(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}
