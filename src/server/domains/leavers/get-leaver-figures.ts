import { LEAVER_GOAL_MS, type LeaverFigures } from '#contracts/leavers.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'

const TOOK_MS = 'greatest(0, extract(epoch FROM access_ended_at - requested_at) * 1000)'

/** How long it took from the request to the last access ended, over 30 and 90 days and by day. */
export function getLeaverFigures(scope: TenantScope<'leaver:read'>): Promise<LeaverFigures> {
  return withTenant(scope, async (tx) => {
    const [days30, days90, byDay] = await Promise.all([period(tx, 30), period(tx, 90), slowestByDay(tx)])
    return { days30, days90, byDay }
  })
}

async function period(tx: TenantTx, days: number): Promise<LeaverFigures['days30']> {
  const [row] = await tx.query<LeaverFigures['days30']>(
    `SELECT count(*)::int AS leavers, percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS "medianMs",
       percentile_cont(0.95) WITHIN GROUP (ORDER BY took) AS "p95Ms", max(took) AS "worstMs",
       count(*) FILTER (WHERE took <= $3)::int AS "withinGoal"
     FROM (SELECT (${TOOK_MS})::float8 AS took FROM leaver_receipts
       WHERE tenant_id = $1 AND access_ended_at IS NOT NULL AND recorded_at > now() - make_interval(days => $2)) leavers`,
    [tx.tenantId, days, LEAVER_GOAL_MS],
  )
  return row as LeaverFigures['days30']
}

function slowestByDay(tx: TenantTx): Promise<LeaverFigures['byDay']> {
  return tx.query<LeaverFigures['byDay'][number]>(
    `SELECT to_char(days.day, 'YYYY-MM-DD') AS day, count(r.id)::int AS leavers, (max(${TOOK_MS}) FILTER (WHERE r.id IS NOT NULL))::float8 AS "worstMs"
     FROM generate_series(date_trunc('day', now() AT TIME ZONE 'UTC') - interval '29 days',
       date_trunc('day', now() AT TIME ZONE 'UTC'), interval '1 day') AS days (day)
     LEFT JOIN leaver_receipts r ON r.tenant_id = $1 AND r.access_ended_at IS NOT NULL
       AND r.recorded_at >= days.day AT TIME ZONE 'UTC' AND r.recorded_at < (days.day + interval '1 day') AT TIME ZONE 'UTC'
     GROUP BY days.day ORDER BY days.day`,
    [tx.tenantId],
  )
}
