import { type ProvisioningFilter, provisioningFilterSchema } from '#contracts/provisioning-log.ts'

export const LOG_PAGE_SIZE = 50
const LOG_RANGES = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const
export const LOG_FILTER_PARAMS = ['outcome', 'kind', 'person', 'group', 'token', 'q', 'range', 'from', 'to'] as const

const HOUR = 3_600_000
const isRange = (value: string | null): value is keyof typeof LOG_RANGES =>
  value !== null && Object.hasOwn(LOG_RANGES, value)

/**
 * The filter that an address stands for; what is no filter is left out, so that an old link still opens. A range
 * starts at a full minute, so that the server's answer is found again in the browser.
 */
export function logFilterFrom(params: URLSearchParams, now: Date): ProvisioningFilter {
  const filter: Record<string, unknown> = {}
  const range = params.get('range')
  if (isRange(range)) {
    filter.from = new Date(Math.floor(now.getTime() / 60_000) * 60_000 - LOG_RANGES[range] * HOUR).toISOString()
  }
  for (const key of Object.keys(provisioningFilterSchema.shape) as (keyof ProvisioningFilter)[]) {
    const value = params.get(key)
    if (value === null || (key === 'from' && isRange(range))) continue
    const parsed = provisioningFilterSchema.shape[key].safeParse(value)
    if (parsed.success && parsed.data !== undefined) filter[key] = parsed.data
  }
  return filter
}
