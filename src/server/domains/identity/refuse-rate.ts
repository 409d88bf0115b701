import { isAppError } from '#server/platform/errors/app-error.ts'
import { limitRate } from '#server/platform/limit-rate.ts'

/** The answer to an attempt too many, as a page says it; null for one within the allowance. */
export function refuseRate(...attempt: Parameters<typeof limitRate>): Response | null {
  try {
    limitRate(...attempt)
    return null
  } catch (error) {
    if (!isAppError(error, 'rate_limited')) throw error
    return new Response(`${error.message}\n`, {
      status: 429,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'retry-after': String(error.retryAfter ?? 60),
      },
    })
  }
}
