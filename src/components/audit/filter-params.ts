import { type AuditFilter, auditFilterSchema } from '#contracts/audit.ts'

export const AUDIT_RANGES = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24, '90d': 90 * 24 } as const
export type AuditRange = keyof typeof AUDIT_RANGES

export const RANGE_WORDS: Record<AuditRange, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
}

export const AUDIT_PAGE_SIZE = 100
export const AUDIT_FILTER_PARAMS = ['range', 'from', 'to', 'actor', 'action', 'target', 'outcome', 'source'] as const

const HOUR = 3_600_000
const isRange = (value: string | null): value is AuditRange => value !== null && Object.hasOwn(AUDIT_RANGES, value)

/**
 * The filter that an address stands for. A parameter that is no valid filter is left out, so that
 * an old or mistyped link still opens the log. A range starts at a full minute: the server's answer
 * for the same address is then found again in the browser.
 */
export function auditFilterFrom(params: URLSearchParams, now: Date): AuditFilter {
  const filter: Record<string, unknown> = {}
  const range = params.get('range')
  if (isRange(range)) {
    filter.from = new Date(Math.floor(now.getTime() / 60_000) * 60_000 - AUDIT_RANGES[range] * HOUR).toISOString()
  }
  for (const key of Object.keys(auditFilterSchema.shape) as (keyof AuditFilter)[]) {
    const value = params.get(key)
    if (value === null || (key === 'from' && isRange(range))) continue
    const parsed = auditFilterSchema.shape[key].safeParse(value)
    if (parsed.success && parsed.data !== undefined) filter[key] = parsed.data
  }
  return filter
}
