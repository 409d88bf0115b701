import { isAppError } from '#server/platform/errors/app-error.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import type { PlainAnswer } from '../problem.ts'

const SHARED_TRACE = /^\/shared\/trace\/([^/]+)\/?$/

/** Pages that open with a link alone: a page has no status of its own to refuse with, so they are counted in front of it. */
export function isLimitedPage(path: string): boolean {
  return SHARED_TRACE.test(path)
}

/** The answer to an opening too many, by address and by link; null for one within the allowance. */
export async function limitPage(path: string, clientIp: string, now: Date): Promise<PlainAnswer | null> {
  const token = SHARED_TRACE.exec(path)?.[1]
  try {
    await limitRate(
      'shared-trace',
      [
        ['address', clientIp],
        ['account', token],
      ],
      now,
    )
    return null
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'rate_limited' && error.code !== 'unavailable')) throw error
    return {
      status: error.code === 'rate_limited' ? 429 : 503,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': String(error.retryAfter ?? 60) },
      body: `${error.message}\n`,
    }
  }
}
