import { AUDIT_RANGES, type AuditRange } from '#components/audit/filter-params.ts'
import { type TraceFilter, traceFilterSchema } from '#contracts/sign-in-traces.ts'

export const TRACE_PAGE_SIZE = 50
export const TRACE_FILTER_PARAMS = ['connection', 'outcome', 'range', 'from', 'to'] as const

const HOUR = 3_600_000
const isRange = (value: string | null): value is AuditRange => value !== null && Object.hasOwn(AUDIT_RANGES, value)

/**
 * The filter that an address stands for; what is no filter is left out, so that an old link still opens. A range
 * starts at a full minute, so that the server's answer is found again in the browser.
 */
export function traceFilterFrom(params: URLSearchParams, now: Date): TraceFilter {
  const filter: Record<string, unknown> = {}
  const range = params.get('range')
  if (isRange(range)) {
    filter.from = new Date(Math.floor(now.getTime() / 60_000) * 60_000 - AUDIT_RANGES[range] * HOUR).toISOString()
  }
  for (const key of Object.keys(traceFilterSchema.shape) as (keyof TraceFilter)[]) {
    const value = params.get(key)
    if (value === null || (key === 'from' && isRange(range))) continue
    const parsed = traceFilterSchema.shape[key].safeParse(value)
    if (parsed.success && parsed.data !== undefined) filter[key] = parsed.data
  }
  return filter
}
