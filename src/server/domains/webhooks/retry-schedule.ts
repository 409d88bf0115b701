const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Waits after each failed attempt, as Standard Webhooks recommends; after the tenth attempt a message is dead. */
const WAITS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]

const LONGEST_REST = 5 * MINUTE
/** An endpoint that has taken nothing for so long is paused. */
const PAUSE_AFTER = 24 * HOUR

/**
 * When to try again; null where it was the last time.
 * @param failed attempts so far, this one included
 * @param retryAfterMs what the receiver asked for (RFC 9110 section 10.2.3); at most the longest wait is granted
 */
export function nextAttempt(failed: number, at: Date, retryAfterMs: number | null): Date | null {
  const wait = WAITS[failed - 1]
  if (wait === undefined) return null
  return new Date(at.getTime() + Math.max(wait, Math.min(retryAfterMs ?? 0, 24 * HOUR)))
}

/**
 * How long an endpoint is left alone that has answered nothing of use `barren` times in a row.
 * @param retryAfterMs what it asked for with 429 or 5xx; at most an hour is granted
 */
export function restUntil(barren: number, at: Date, retryAfterMs: number): Date {
  const rest = Math.min(LONGEST_REST, 5 * SECOND * 2 ** Math.min(barren - 1, 10))
  return new Date(at.getTime() + Math.max(rest, Math.min(retryAfterMs, HOUR)))
}

export function isToBePaused(failingSince: Date, at: Date): boolean {
  return at.getTime() - failingSince.getTime() >= PAUSE_AFTER
}
