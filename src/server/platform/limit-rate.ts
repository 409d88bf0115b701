import { AppError } from './errors/app-error.ts'
import { perProcess } from './per-process.ts'

type Rule = { count: number; seconds: number }
type Key = 'address' | 'account' | 'tenant'

/**
 * How often something may be tried, by where it comes from, whom it is about and in which tenant. Counted in memory,
 * so each process allows as much: enough against guessing, since what is guessed at has 256 bits or a device behind it.
 */
const RULES = {
  // An office behind one address signs in at nine in the morning; nothing is guessed at here.
  'sign-in': { address: { count: 1200, seconds: 60 }, tenant: { count: 6000, seconds: 60 } },
  discovery: { address: { count: 60, seconds: 60 }, account: { count: 20, seconds: 60 } },
  'passkey-options': { address: { count: 60, seconds: 60 }, tenant: { count: 1200, seconds: 60 } },
  passkey: {
    address: { count: 30, seconds: 60 },
    account: { count: 20, seconds: 60 },
    tenant: { count: 600, seconds: 60 },
  },
  'break-glass': {
    address: { count: 10, seconds: 300 },
    account: { count: 5, seconds: 300 },
    tenant: { count: 30, seconds: 300 },
  },
  invitation: { address: { count: 20, seconds: 300 }, tenant: { count: 200, seconds: 300 } },
} as const satisfies Record<string, Partial<Record<Key, Rule>>>
export type RateLimited = keyof typeof RULES

const REMEMBERED_AT_MOST = 100_000

type Window = { began: number; used: number; seconds: number }
const windows = perProcess('rate-windows', () => new Map<string, Window>())

/**
 * Counts one attempt under each key and refuses it once any of them is used up. Every attempt counts, the
 * refused ones too, and it is counted before anything is looked up: the answer is the same whoever exists.
 * @throws AppError `rate_limited`
 */
export function limitRate(what: RateLimited, keys: readonly (readonly [Key, string | undefined])[], now: Date): void {
  let wait = 0
  for (const [kind, value] of keys) {
    const rule = (RULES[what] as Partial<Record<Key, Rule>>)[kind]
    // Requests without a known address share one allowance.
    if (rule) wait = Math.max(wait, count(`${what}/${kind}/${value ?? 'unknown'}`, rule, now.getTime()))
  }
  if (wait === 0) return
  throw new AppError({
    code: 'rate_limited',
    message: `Too many attempts. Wait ${wait < 60 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`} and try again.`,
    retryAfter: wait,
  })
}

/** Seconds to wait; 0 where the attempt is within the allowance. */
function count(key: string, rule: Rule, now: number): number {
  const held = windows.get(key)
  const running = held && now - held.began < rule.seconds * 1000 && now >= held.began ? held : null
  if (!running) {
    if (windows.size >= REMEMBERED_AT_MOST) forget(now)
    windows.set(key, { began: now, used: 1, seconds: rule.seconds })
    return 0
  }
  running.used += 1
  return running.used <= rule.count ? 0 : Math.max(1, Math.ceil((running.began + rule.seconds * 1000 - now) / 1000))
}

/** What has run out goes; where that is not enough, the oldest half: memory is bounded whatever is sent. */
function forget(now: number): void {
  for (const [key, window] of windows) if (now - window.began >= window.seconds * 1000) windows.delete(key)
  if (windows.size < REMEMBERED_AT_MOST) return
  let excess = REMEMBERED_AT_MOST / 2
  for (const key of windows.keys()) {
    if (excess-- <= 0) return
    windows.delete(key)
  }
}
