import type { EventsOfDay, Overview } from '#contracts/overview.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const DAYS = 30

export async function countPeople(tx: TenantTx): Promise<NonNullable<Overview['people']>> {
  const [row] = await tx.query<{ active: number; disabled: number }>(
    `SELECT count(*) FILTER (WHERE active) AS active, count(*) FILTER (WHERE NOT active) AS disabled
     FROM users WHERE tenant_id = $1`,
    [tx.tenantId],
  )
  return row ?? { active: 0, disabled: 0 }
}

type LogSize = Pick<NonNullable<Overview['audit']>, 'size' | 'headHash' | 'headAt' | 'last24Hours' | 'last7Days'>

/** The recorded head is what the log says of itself; whether that is true is for verification to find. */
export async function sizeOfLog(tx: TenantTx): Promise<LogSize> {
  const [row] = await tx.query<{ size: number; hash: Buffer; at: Date | null; day: number; week: number }>(
    `SELECT h.size, h.entry_hash AS hash, h.last_recorded_at AS at, recent.day, recent.week
     FROM audit_heads h, LATERAL (
       SELECT count(*) FILTER (WHERE recorded_at > now() - interval '24 hours') AS day, count(*) AS week
       FROM audit_events WHERE tenant_id = $1 AND recorded_at > now() - interval '7 days'
     ) recent
     WHERE h.tenant_id = $1`,
    [tx.tenantId],
  )
  if (!row) return { size: 0, headHash: null, headAt: null, last24Hours: 0, last7Days: 0 }
  return {
    size: row.size,
    headHash: row.size === 0 ? null : row.hash.toString('base64'),
    headAt: row.at?.toISOString() ?? null,
    last24Hours: row.day,
    last7Days: row.week,
  }
}

/** The last 30 UTC days, the oldest first, today last; days without events are there with zeros. */
export function eventsByDay(tx: TenantTx): Promise<EventsOfDay[]> {
  return tx.query<EventsOfDay>(
    `SELECT to_char(days.day, 'YYYY-MM-DD') AS day, coalesce(success, 0) AS success,
       coalesce(failure, 0) AS failure, coalesce(denied, 0) AS denied
     FROM generate_series(
       date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => ${DAYS - 1}),
       date_trunc('day', now() AT TIME ZONE 'UTC'), interval '1 day') AS days (day)
     LEFT JOIN (
       SELECT date_trunc('day', recorded_at AT TIME ZONE 'UTC') AS day,
         count(*) FILTER (WHERE outcome = 'success') AS success,
         count(*) FILTER (WHERE outcome = 'failure') AS failure,
         count(*) FILTER (WHERE outcome = 'denied') AS denied
       FROM audit_events
       WHERE tenant_id = $1
         AND recorded_at >= (date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => ${DAYS - 1})) AT TIME ZONE 'UTC'
       GROUP BY 1
     ) counted ON counted.day = days.day
     ORDER BY days.day`,
    [tx.tenantId],
  )
}
