import { beforeAll, expect, it } from 'vitest'
import { perProcess } from '#server/platform/per-process.ts'
import { limitRequests } from './limit-requests.ts'

beforeAll(() => {
  perProcess('env', () => ({ SCIM_REQUESTS_PER_SECOND: 100 }))
})

/** How many of so many requests at that moment are let in. */
function letIn(tenantId: string, requests: number, now: number): number {
  let count = 0
  for (let n = 0; n < requests; n += 1) {
    try {
      limitRequests(tenantId, 1, now)
      count += 1
    } catch {}
  }
  return count
}

it('lets in twenty seconds of requests at once, and then so many a second', () => {
  expect(letIn('burst', 5000, 0)).toBe(2000)
  expect(letIn('burst', 5000, 1000)).toBe(100)
  expect(letIn('burst', 5000, 1500)).toBe(50)
  expect(letIn('burst', 5000, 1_000_000)).toBe(2000)
})

it('never stops a full cycle of Entra ID at 25 requests a second, for a quarter of an hour', () => {
  let refused = 0
  for (let second = 0; second < 900; second += 1) refused += 25 - letIn('entra', 25, second * 1000)
  expect(refused).toBe(0)
})

it('finishes a bulk request that costs more than is left, and lets what comes next wait for it', () => {
  expect(() => limitRequests('bulk', 1, 0)).not.toThrow()
  expect(() => limitRequests('bulk', 2999, 0)).not.toThrow()
  expect(() => limitRequests('bulk', 1, 1000)).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfter: 10 }),
  )
  expect(() => limitRequests('bulk', 1, 10_100)).not.toThrow()
})
