import { AppError } from './errors/app-error.ts'
import { addressKey } from './limit-rate-address.ts'
import { type Counted, countInMemory, remember } from './limit-rate-in-memory.ts'
import { countTogether } from './limit-rate-together.ts'

type Rule = { count: number; seconds: number }
type Key = 'address' | 'account' | 'tenant'

/**
 * How often something may be tried, by where it comes from, whom it is about and in which tenant: over all processes
 * together, so that more of them allow no more guesses.
 */
const RULES = {
  // An office behind one address signs in at nine in the morning; nothing is guessed at here.
  'sign-in': { address: { count: 1200, seconds: 60 }, tenant: { count: 6000, seconds: 60 } },
  'sign-in-response': { address: { count: 1200, seconds: 60 } },
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
  'application-sign-in': { address: { count: 1200, seconds: 60 } },
  // The vendor's servers fetch everybody's tokens from one address.
  token: { address: { count: 6000, seconds: 60 } },
  // Of those, the ones whose credential was no good.
  'token-refused': { address: { count: 60, seconds: 60 }, account: { count: 60, seconds: 60 } },
  'setup-link': { address: { count: 20, seconds: 300 } },
  // The account of a link is the link.
  'shared-trace': { address: { count: 60, seconds: 60 }, account: { count: 60, seconds: 3600 } },
} as const satisfies Record<string, Partial<Record<Key, Rule>>>
export type RateLimited = keyof typeof RULES

/**
 * Counts one attempt under each key and refuses it once any of them is used up. Refused attempts count too, and an
 * attempt is counted before anything is looked up: the answer is the same whoever exists. This process counts first
 * and turns a flood away by itself; what it lets through is counted in the database, without which nobody passes.
 * @throws AppError `rate_limited`; `unavailable` where the attempt cannot be counted
 */
export async function limitRate(
  what: RateLimited,
  keys: readonly (readonly [Key, string | undefined])[],
  now: Date,
): Promise<void> {
  const counted: Counted[] = []
  for (const [kind, value] of keys) {
    const rule = (RULES[what] as Partial<Record<Key, Rule>>)[kind]
    if (!rule) continue
    // Requests without a known address share one allowance.
    const written = (kind === 'address' ? addressKey(value) : value) ?? 'unknown'
    const one = { key: `${what}/${kind}/${written}`, ...rule }
    // One address that is over its allowance must not use up that of an account or a tenant.
    refuseFor(countInMemory(one, now))
    counted.push(one)
  }
  let wait = 0
  for (const { key, used, endsAt } of await countTogether(counted, now)) {
    const rule = counted.find((one) => one.key === key)
    if (!rule || used <= rule.count) continue
    remember(rule, endsAt)
    wait = Math.max(wait, Math.ceil((endsAt.getTime() - now.getTime()) / 1000), 1)
  }
  refuseFor(wait)
}

function refuseFor(wait: number): void {
  if (wait === 0) return
  throw new AppError({
    code: 'rate_limited',
    message: `Too many attempts. Wait ${wait < 60 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`} and try again.`,
    retryAfter: wait,
  })
}
