import type { TenantTx } from '#server/platform/db/index.ts'
import type { UserColumns } from '../user-resource.ts'

/** Real people whom this directory's shadow has not accounted for yet: nobody in it stands for them or deleted them. */
const UNACCOUNTED = `NOT EXISTS (SELECT 1 FROM dry_run_users s
    WHERE s.tenant_id = u.tenant_id AND s.directory_id = $2 AND s.stands_for = u.id)
  AND NOT EXISTS (SELECT 1 FROM dry_run_departures p
    WHERE p.tenant_id = u.tenant_id AND p.directory_id = $2 AND p.stands_for = u.id AND p.operation = 'delete')`

/** Whom a live directory would find to take over, as adopt-user.ts looks; nobody is held. Three at most. */
export function unownedPeople(
  tx: TenantTx,
  directoryId: string,
  { userName, email }: UserColumns,
): Promise<{ id: string; active: boolean; sameUserName: boolean }[]> {
  return tx.prepared(
    'dry-run-unowned-people',
    `SELECT u.id, u.active, u.user_name_key = lower($3) AS "sameUserName" FROM users u
     WHERE u.tenant_id = $1 AND u.directory_id IS NULL AND (u.user_name_key = lower($3) OR u.email_key = lower($4))
       AND ${UNACCOUNTED}
     ORDER BY "sameUserName" DESC, u.id LIMIT 3`,
    [tx.tenantId, directoryId, userName, email],
  )
}

/** Whether a real person, who would keep it, has the userName. */
export async function isNameTaken(tx: TenantTx, directoryId: string, userName: string): Promise<boolean> {
  const rows = await tx.prepared(
    'dry-run-name-taken',
    `SELECT 1 FROM users u WHERE u.tenant_id = $1 AND u.user_name_key = lower($3) AND ${UNACCOUNTED}`,
    [tx.tenantId, directoryId, userName],
  )
  return rows.length > 0
}

export async function standFor(tx: TenantTx, shadowId: string, personId: string): Promise<void> {
  await tx.prepared('dry-run-stand-for', 'UPDATE dry_run_users SET stands_for = $3 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    shadowId,
    personId,
  ])
}

/** The real person whom the directory would have taken over. */
export async function standsForOf(tx: TenantTx, shadowId: string): Promise<string | null> {
  const [row] = await tx.prepared<{ id: string }>(
    'dry-run-stands-for',
    `SELECT u.id FROM dry_run_users s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.stands_for
     WHERE s.tenant_id = $1 AND s.id = $2`,
    [tx.tenantId, shadowId],
  )
  return row?.id ?? null
}

/** The keys of the roles that somebody of the shadow would hold: their own, and those of the shadow's groups. */
export const ROLES_OF_SHADOW = `SELECT e.role_id FROM effective_roles e WHERE e.tenant_id = s.tenant_id AND e.user_id = s.stands_for
  UNION SELECT x.role_id FROM (
    SELECT m.group_id AS id FROM dry_run_group_members m WHERE m.tenant_id = s.tenant_id AND m.user_id = s.id
    UNION SELECT c.ancestor_id FROM dry_run_group_members m
      JOIN dry_run_group_closure c ON c.tenant_id = m.tenant_id AND c.descendant_id = m.group_id
      WHERE m.tenant_id = s.tenant_id AND m.user_id = s.id
  ) held
  JOIN dry_run_groups g ON g.tenant_id = s.tenant_id AND g.id = held.id
  JOIN group_role_mappings x ON x.tenant_id = g.tenant_id AND x.directory_id = g.directory_id
    AND x.group_name_key = g.display_name_key`

/** What somebody of the shadow has that their leaving would end, or their return would give. */
export async function accessOf(tx: TenantTx, shadowId: string): Promise<{ sessions: number; roles: string[] }> {
  const [row] = await tx.prepared<{ sessions: number; roles: string[] | null }>(
    'dry-run-access-of',
    `SELECT (SELECT count(*)::int FROM sessions o WHERE o.tenant_id = s.tenant_id AND o.user_id = s.stands_for
         AND o.revoked_at IS NULL AND o.expires_at > now()) AS sessions,
       (SELECT array_agg(DISTINCT r.key ORDER BY r.key) FROM (${ROLES_OF_SHADOW}) own
         JOIN roles r ON r.tenant_id = s.tenant_id AND r.id = own.role_id) AS roles
     FROM dry_run_users s WHERE s.tenant_id = $1 AND s.id = $2`,
    [tx.tenantId, shadowId],
  )
  return { sessions: row?.sessions ?? 0, roles: row?.roles ?? [] }
}

/** As admit-removal.ts measures: who was removed in the window, of everybody who would be active. */
export async function wouldBeHeld(tx: TenantTx, directoryId: string, shadowId: string): Promise<boolean> {
  const [row] = await tx.prepared<{ held: boolean }>(
    'dry-run-guard-rail',
    `SELECT coalesce(g.enabled, true) AND m.removed + 1 >= coalesce(g.people_at_least, 5)
         AND (m.removed + 1) * 100 > (m.others + m.removed + 1) * coalesce(g.share_percent, 20) AS held
     FROM directories d
     LEFT JOIN directory_guard_rails g ON g.tenant_id = d.tenant_id AND g.directory_id = d.id
     CROSS JOIN LATERAL (SELECT
       (SELECT count(DISTINCT p.shadow_id)::int FROM dry_run_departures p
         WHERE p.tenant_id = $1 AND p.directory_id = $2 AND p.counted AND p.shadow_id <> $3
           AND p.at > clock_timestamp() - make_interval(mins => coalesce(g.window_minutes, 60))) AS removed,
       (SELECT count(*)::int FROM users u WHERE u.tenant_id = $1 AND u.active AND ${UNACCOUNTED})
         + (SELECT count(*)::int FROM dry_run_users o
            WHERE o.tenant_id = $1 AND o.directory_id = $2 AND o.active AND o.id <> $3) AS others
     ) m
     WHERE d.tenant_id = $1 AND d.id = $2`,
    [tx.tenantId, directoryId, shadowId],
  )
  return row?.held === true
}

export async function insertDeparture(
  tx: TenantTx,
  departure: {
    id: string
    directoryId: string
    shadowId: string
    standsFor: string | null
    name: string
    operation: 'disable' | 'delete'
    counted: boolean
    held: boolean
  },
): Promise<void> {
  const { id, directoryId, shadowId, standsFor, name, operation, counted, held } = departure
  await tx.prepared(
    'dry-run-departure',
    `INSERT INTO dry_run_departures (tenant_id, id, directory_id, shadow_id, stands_for, person_name, operation, counted, held)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tx.tenantId, id, directoryId, shadowId, standsFor, name, operation, counted, held],
  )
}

/** Takes away what was sent so far. @returns how much there was of it */
export async function dropShadow(tx: TenantTx, directoryId: string): Promise<{ people: number; groups: number }> {
  const here = [tx.tenantId, directoryId]
  const groups = await tx.query<{ gone: number }>(
    `WITH gone AS (DELETE FROM dry_run_groups WHERE tenant_id = $1 AND directory_id = $2 RETURNING 1)
     SELECT count(*)::int AS gone FROM gone`,
    here,
  )
  const people = await tx.query<{ gone: number }>(
    `WITH gone AS (DELETE FROM dry_run_users WHERE tenant_id = $1 AND directory_id = $2 RETURNING 1)
     SELECT count(*)::int AS gone FROM gone`,
    here,
  )
  await tx.query('DELETE FROM dry_run_departures WHERE tenant_id = $1 AND directory_id = $2', here)
  return { people: people[0]?.gone ?? 0, groups: groups[0]?.gone ?? 0 }
}
