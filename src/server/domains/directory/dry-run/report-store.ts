import type { DryRunOutcome, DryRunPerson } from '#contracts/dry-run.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { ROLES_OF_SHADOW } from './dry-run-store.ts'

/**
 * Everybody of whom the provider has said something, with the roles there are now and would be: null is no access.
 * $3: behind that id; $4: so many of each kind; null for all. Roles by hand and by rule end with a person who is disabled, so that who comes back has those of groups alone.
 */
const PEOPLE = `people AS MATERIALIZED (
    SELECT s.id, s.display_name AS name, s.email, u.id AS person_id,
      CASE WHEN u.active THEN coalesce((SELECT array_agg(DISTINCT r.name ORDER BY r.name) FROM effective_roles e
        JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
        WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id), '{}') END AS before,
      CASE WHEN s.active THEN coalesce((SELECT array_agg(DISTINCT r.name ORDER BY r.name) FROM (${ROLES_OF_SHADOW}) own
        JOIN roles r ON r.tenant_id = s.tenant_id AND r.id = own.role_id), '{}') END AS after
    FROM (SELECT * FROM dry_run_users d
      WHERE d.tenant_id = $1 AND d.directory_id = $2 AND ($3::uuid IS NULL OR d.id > $3) ORDER BY d.id LIMIT $4) s
    LEFT JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.stands_for
    UNION ALL
    SELECT u.id, u.display_name, u.email, u.id,
      CASE WHEN u.active THEN coalesce((SELECT array_agg(DISTINCT r.name ORDER BY r.name) FROM effective_roles e
        JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
        WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id), '{}') END,
      NULL
    FROM (SELECT * FROM users d WHERE d.tenant_id = $1 AND ($3::uuid IS NULL OR d.id > $3) AND d.id IN (
        SELECT p.stands_for FROM dry_run_departures p
        WHERE p.tenant_id = $1 AND p.directory_id = $2 AND p.operation = 'delete')
      ORDER BY d.id LIMIT $4) u
  ), judged AS (
    SELECT people.*, CASE
      WHEN before IS NULL AND after IS NULL THEN 'none' WHEN after IS NULL THEN 'lose' WHEN before IS NULL THEN 'gain'
      WHEN before <> after THEN 'change' ELSE 'keep' END AS outcome
    FROM people
  )`

export async function countOutcomes(tx: TenantTx, directoryId: string): Promise<Record<DryRunOutcome, number>> {
  const rows = await tx.query<{ outcome: DryRunOutcome; total: number }>(
    `WITH ${PEOPLE} SELECT outcome, count(*)::int AS total FROM judged GROUP BY outcome`,
    [tx.tenantId, directoryId, null, null],
  )
  const counts = { lose: 0, gain: 0, change: 0, keep: 0, none: 0 }
  for (const { outcome, total } of rows) counts[outcome] = total
  return counts
}

/** By id; one row more than `limit` tells whether there is a next page. */
export function peopleAfter(
  tx: TenantTx,
  directoryId: string,
  outcome: DryRunOutcome | undefined,
  after: string | undefined,
  limit: number,
): Promise<DryRunPerson[]> {
  return tx.query<DryRunPerson>(
    `WITH ${PEOPLE}
     SELECT id, name, email, person_id AS "personId", outcome, before, after FROM judged
     WHERE $5::text IS NULL OR outcome = $5 ORDER BY id LIMIT $6`,
    [tx.tenantId, directoryId, after ?? null, outcome === undefined ? limit + 1 : null, outcome ?? null, limit + 1],
  )
}

type Figures = { name: string; groups: number; unmentioned: number; heldBack: number; refused: number }

/** Null for a directory that is live or none of this tenant's. */
export async function figuresOf(tx: TenantTx, directoryId: string): Promise<Figures | null> {
  const [row] = await tx.query<Figures>(
    `SELECT d.name,
       (SELECT count(*)::int FROM dry_run_groups g WHERE g.tenant_id = $1 AND g.directory_id = $2) AS groups,
       (SELECT count(*)::int FROM users u WHERE u.tenant_id = $1 AND u.active AND u.directory_id IS NULL
         AND NOT EXISTS (SELECT 1 FROM dry_run_users s WHERE s.tenant_id = $1 AND s.directory_id = $2 AND s.stands_for = u.id)
         AND NOT EXISTS (SELECT 1 FROM dry_run_departures p WHERE p.tenant_id = $1 AND p.directory_id = $2
           AND p.stands_for = u.id AND p.operation = 'delete')) AS unmentioned,
       (SELECT count(DISTINCT p.shadow_id)::int FROM dry_run_departures p
         WHERE p.tenant_id = $1 AND p.directory_id = $2 AND p.held) AS "heldBack",
       (SELECT count(*)::int FROM provisioning_log l
         WHERE l.tenant_id = $1 AND l.directory_id = $2 AND l.outcome = 'refused') AS refused
     FROM directories d WHERE d.tenant_id = $1 AND d.id = $2 AND d.mode = 'dry-run'`,
    [tx.tenantId, directoryId],
  )
  return row ?? null
}
