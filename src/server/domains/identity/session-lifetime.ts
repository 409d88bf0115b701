/** A session ends after this long without a request … */
export const IDLE_MS = 8 * 60 * 60 * 1000
/** … and after this long in any case. */
export const ABSOLUTE_MS = 12 * 60 * 60 * 1000
/** How exactly the last request is remembered: a write for each would cost more than it tells. */
export const SEEN_EVERY_MS = 60 * 1000

export const SESSION_COOKIE = '__Host-gatehouse-session'
