import { isAppError } from '#server/platform/errors/app-error.ts'
import { limitRate } from '#server/platform/limit-rate.ts'

/** The answer to an attempt too many, or to one that cannot be counted, as a page says it; null for one within the allowance. */
export async function refuseRate(...attempt: Parameters<typeof limitRate>): Promise<Response | null> {
  try {
    await limitRate(...attempt)
    return null
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'rate_limited' && error.code !== 'unavailable')) throw error
    return new Response(`${error.message}\n`, {
      status: error.code === 'rate_limited' ? 429 : 503,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'retry-after': String(error.retryAfter ?? 60),
      },
    })
  }
}
