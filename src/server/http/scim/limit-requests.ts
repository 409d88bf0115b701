import { env } from '#server/platform/env.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { perProcess } from '#server/platform/per-process.ts'

type Bucket = { tokens: number; at: number }

/** So many seconds' worth may come at once. */
const BURST_SECONDS = 20
const TENANTS_REMEMBERED = 10_000

/**
 * How fast a tenant's providers may ask, each process by itself: a token bucket in memory, so that it costs no round
 * trip. `cost` counts the operations of a bulk request; one that is begun is finished, and what comes next waits for it.
 * @throws AppError `rate_limited`
 */
export function limitRequests(tenantId: string, cost = 1, now: number = performance.now()): void {
  const rate = env().SCIM_REQUESTS_PER_SECOND
  const full = rate * BURST_SECONDS
  const buckets = perProcess('scim-request-buckets', () => new Map<string, Bucket>())
  const held = buckets.get(tenantId)
  const tokens = held ? Math.min(full, held.tokens + ((now - held.at) / 1000) * rate) : full
  if (!held && buckets.size >= TENANTS_REMEMBERED) forget(buckets)
  if (tokens < 1) {
    buckets.set(tenantId, { tokens, at: now })
    const retryAfter = Math.max(1, Math.ceil((1 - tokens) / rate))
    throw new AppError({
      code: 'rate_limited',
      message: `More than ${rate} requests a second came for this tenant. Wait ${retryAfter} second${retryAfter === 1 ? '' : 's'} and go on.`,
      retryAfter,
    })
  }
  buckets.set(tenantId, { tokens: tokens - cost, at: now })
}

/** Those that were asked of longest ago; memory is bounded whoever asks. */
function forget(buckets: Map<string, Bucket>): void {
  let excess = TENANTS_REMEMBERED / 2
  for (const tenantId of buckets.keys()) {
    if (excess-- <= 0) return
    buckets.delete(tenantId)
  }
}
