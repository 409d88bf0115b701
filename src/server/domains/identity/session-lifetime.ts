/** How exactly the last request is remembered: a write for each would cost more than it tells. */
export const SEEN_EVERY_MS = 60 * 1000

/** A session's token is good for this long; then the next call of the console brings the browser another. */
export const ROTATE_EVERY_MS = 15 * 60 * 1000
/** Requests that left before the new token arrived are let through for this long after its first use. */
export const ROTATION_GRACE_MS = 60 * 1000

export const SESSION_COOKIE = '__Host-gatehouse-session'
