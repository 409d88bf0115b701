import type { GuardRailSettings } from '#contracts/guard-rails.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type Standing = GuardRailSettings & {
  directoryName: string
  paused: boolean
  keptOut: boolean
  /** How many may still pass, by an admin's leave; 0 where there is none. */
  mayPass: number
  /** Other people whom the directory disabled or deleted within the window. */
  removed: number
  /** When this person's removal was first held back. */
  firstHeldAt: Date | null
}

/** What holds for a directory whose admin has set nothing stands in the columns' defaults and here. */
const SETTINGS = `coalesce(g.enabled, true) AS enabled, coalesce(g.share_percent, 20) AS "sharePercent",
  coalesce(g.people_at_least, 5) AS "peopleAtLeast", coalesce(g.window_minutes, 60) AS "windowMinutes"`
const COUNTED_SINCE = `greatest(clock_timestamp() - make_interval(mins => coalesce(g.window_minutes, 60)), coalesce(g.counted_since, '-infinity'))`

/** How a removal of one person would be met. Whoever asks holds the Owner role, so that removals come one after the other. */
export async function standingOf(tx: TenantTx, directoryId: string, userId: string): Promise<Standing | null> {
  const [row] = await tx.prepared<Standing>(
    'guard-rail-standing',
    `SELECT d.name AS "directoryName", ${SETTINGS}, g.paused_at IS NOT NULL AS paused, g.kept_out_at IS NOT NULL AS "keptOut",
       CASE WHEN g.pass_until > clock_timestamp() THEN g.pass_people ELSE 0 END AS "mayPass",
       (SELECT count(DISTINCT r.user_id)::int FROM leaver_receipts r WHERE r.tenant_id = $1 AND r.directory_id = $2
         AND r.recorded_at > ${COUNTED_SINCE} AND NOT r.passed AND r.user_id <> $3) AS removed,
       (SELECT h.first_held_at FROM directory_holds h
         WHERE h.tenant_id = $1 AND h.directory_id = $2 AND h.user_id = $3) AS "firstHeldAt"
     FROM directories d
     LEFT JOIN directory_guard_rails g ON g.tenant_id = d.tenant_id AND g.directory_id = d.id
     WHERE d.tenant_id = $1 AND d.id = $2`,
    [tx.tenantId, directoryId, userId],
  )
  return row ?? null
}

/** The tenant's other active people, counted no further than `most`, so that it costs the same however large the tenant is. */
export async function countOthersActiveUpTo(tx: TenantTx, userId: string, most: number): Promise<number> {
  const [row] = await tx.query<{ active: number }>(
    'SELECT count(*)::int AS active FROM (SELECT 1 FROM users WHERE tenant_id = $1 AND active AND id <> $2 LIMIT $3) others',
    [tx.tenantId, userId, most],
  )
  return row?.active ?? 0
}

export async function countActive(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ active: number }>(
    'SELECT count(*)::int AS active FROM users WHERE tenant_id = $1 AND active',
    [tx.tenantId],
  )
  return row?.active ?? 0
}

export async function spendPass(tx: TenantTx, directoryId: string): Promise<boolean> {
  const used = await tx.query(
    `UPDATE directory_guard_rails SET pass_people = pass_people - 1
     WHERE tenant_id = $1 AND directory_id = $2 AND pass_people > 0 AND pass_until > clock_timestamp() RETURNING 1`,
    [tx.tenantId, directoryId],
  )
  return used.length === 1
}

export async function removeHold(tx: TenantTx, directoryId: string, userId: string): Promise<void> {
  await tx.query('DELETE FROM directory_holds WHERE tenant_id = $1 AND directory_id = $2 AND user_id = $3', [
    tx.tenantId,
    directoryId,
    userId,
  ])
}

export async function removeHolds(tx: TenantTx, directoryId: string): Promise<void> {
  await tx.query('DELETE FROM directory_holds WHERE tenant_id = $1 AND directory_id = $2', [tx.tenantId, directoryId])
}

export type GuardRailRow = GuardRailSettings & {
  pausedAt: Date | null
  pausedRemoved: number | null
  pausedActive: number | null
  keptOutAt: Date | null
  keptOutBy: string | null
  keptOutByName: string | null
  passPeople: number
  passUntil: Date | null
  removed: number
  held: number
}

/** Null for a directory that is none of this tenant's. */
export async function guardRailOf(tx: TenantTx, directoryId: string): Promise<GuardRailRow | null> {
  const [row] = await tx.query<GuardRailRow>(
    `SELECT ${SETTINGS}, g.paused_at AS "pausedAt", g.paused_removed AS "pausedRemoved", g.paused_active AS "pausedActive",
       g.kept_out_at AS "keptOutAt", g.kept_out_by AS "keptOutBy", u.display_name AS "keptOutByName",
       CASE WHEN g.pass_until > now() THEN g.pass_people ELSE 0 END AS "passPeople",
       CASE WHEN g.pass_until > now() AND g.pass_people > 0 THEN g.pass_until END AS "passUntil",
       (SELECT count(DISTINCT r.user_id)::int FROM leaver_receipts r WHERE r.tenant_id = $1 AND r.directory_id = $2
         AND r.recorded_at > ${COUNTED_SINCE} AND NOT r.passed) AS removed,
       (SELECT count(*)::int FROM directory_holds h WHERE h.tenant_id = $1 AND h.directory_id = $2) AS held
     FROM directories d
     LEFT JOIN directory_guard_rails g ON g.tenant_id = d.tenant_id AND g.directory_id = d.id
     LEFT JOIN users u ON u.tenant_id = g.tenant_id AND u.id = g.kept_out_by
     WHERE d.tenant_id = $1 AND d.id = $2`,
    [tx.tenantId, directoryId],
  )
  return row ?? null
}

/** Makes the row if need be and holds it to the end of the transaction. */
export async function lockGuardRail(
  tx: TenantTx,
  directoryId: string,
): Promise<{ paused: boolean; name: string } | null> {
  await tx.query(
    `INSERT INTO directory_guard_rails (tenant_id, directory_id)
     SELECT tenant_id, id FROM directories WHERE tenant_id = $1 AND id = $2 ON CONFLICT DO NOTHING`,
    [tx.tenantId, directoryId],
  )
  const [row] = await tx.query<{ paused: boolean; name: string }>(
    `SELECT g.paused_at IS NOT NULL AS paused, d.name FROM directory_guard_rails g
     JOIN directories d ON d.tenant_id = g.tenant_id AND d.id = g.directory_id
     WHERE g.tenant_id = $1 AND g.directory_id = $2 FOR UPDATE OF g`,
    [tx.tenantId, directoryId],
  )
  return row ?? null
}
