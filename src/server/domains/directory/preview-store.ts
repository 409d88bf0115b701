import type { PreviewedPerson } from '#contracts/mapping-previews.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

/** The mapping that is looked at: it gives one role through one group. */
export type Looked = { groupId: string; roleId: string }
type Counts = { changed: number; same: number; changedDisabled: number; changedInNameOnly: number }

/** Everybody in the group and in the groups within it, each once. $1 tenant, $2 group. */
const PEOPLE = `SELECT found.user_id, bool_or(found.direct) AS direct FROM (
    SELECT m.user_id, true AS direct FROM group_members m WHERE m.tenant_id = $1 AND m.group_id = $2
    UNION ALL
    SELECT m.user_id, false FROM group_closure c
      JOIN group_members m ON m.tenant_id = c.tenant_id AND m.group_id = c.descendant_id
      WHERE c.tenant_id = $1 AND c.ancestor_id = $2
  ) found GROUP BY found.user_id`

/** All that is held but through the mapping itself, by the roles' ids. $3: the role. */
const OTHERWISE = `SELECT e.user_id, e.role_id FROM effective_roles e
  WHERE e.tenant_id = $1 AND NOT (e.role_id = $3 AND e.group_id IS NOT DISTINCT FROM $2::uuid)`

/**
 * Roles are few and people many: which sets of roles there are is looked at once each, not once a person.
 * Exact, however many people.
 */
export async function countPreview(tx: TenantTx, { groupId, roleId }: Looked): Promise<Counts> {
  const [row] = await tx.query<Counts>(
    `WITH people AS MATERIALIZED (${PEOPLE}),
     held AS (
       SELECT p.user_id, array_agg(DISTINCT o.role_id) FILTER (WHERE o.role_id IS NOT NULL) AS roles
       FROM people p LEFT JOIN (${OTHERWISE}) o ON o.user_id = p.user_id GROUP BY p.user_id
     ),
     kinds AS (
       SELECT h.roles, u.active, count(*) AS people FROM held h
       JOIN users u ON u.tenant_id = $1 AND u.id = h.user_id GROUP BY h.roles, u.active
     ),
     judged AS (
       SELECT k.people, k.active, coalesce($3 = ANY (k.roles), false) AS same,
         NOT EXISTS (
           SELECT unnest(given.permissions) FROM roles given WHERE given.tenant_id = $1 AND given.id = $3
           EXCEPT SELECT unnest(other.permissions) FROM roles other
             WHERE other.tenant_id = $1 AND other.id = ANY (k.roles)
         ) AS covered
       FROM kinds k
     )
     SELECT coalesce(sum(people) FILTER (WHERE NOT same), 0)::int AS changed,
       coalesce(sum(people) FILTER (WHERE same), 0)::int AS same,
       coalesce(sum(people) FILTER (WHERE NOT same AND NOT active), 0)::int AS "changedDisabled",
       coalesce(sum(people) FILTER (WHERE NOT same AND covered), 0)::int AS "changedInNameOnly"
     FROM judged`,
    [tx.tenantId, groupId, roleId],
  )
  return row ?? { changed: 0, same: 0, changedDisabled: 0, changedInNameOnly: 0 }
}

/** In the order of their ids, behind `after`. One row more than `limit`. */
export function previewedPeople(
  tx: TenantTx,
  { groupId, roleId }: Looked,
  page: { outcome: 'changed' | 'same' | undefined; after: string | null; limit: number },
): Promise<PreviewedPerson[]> {
  return tx.query<PreviewedPerson>(
    `WITH found AS (
       SELECT p.user_id, p.direct,
         EXISTS (SELECT 1 FROM (${OTHERWISE}) o WHERE o.role_id = $3 AND o.user_id = p.user_id) AS same
       FROM (${PEOPLE}) p WHERE $5::uuid IS NULL OR p.user_id > $5
     ),
     shown AS (
       SELECT * FROM found WHERE $4::text IS NULL OR same = ($4 = 'same') ORDER BY user_id LIMIT $6
     )
     SELECT u.id, u.display_name AS name, u.email, u.active,
       CASE WHEN s.same THEN 'same' ELSE 'changed' END AS outcome,
       CASE WHEN s.direct THEN 'direct' ELSE 'nested' END AS membership,
       ARRAY(
         SELECT unnest(given.permissions) FROM roles given WHERE given.tenant_id = $1 AND given.id = $3
         EXCEPT SELECT unnest(other.permissions) FROM (${OTHERWISE}) o
           JOIN roles other ON other.tenant_id = $1 AND other.id = o.role_id WHERE o.user_id = u.id
         ORDER BY 1
       ) AS permissions,
       coalesce((
         SELECT json_agg(source.said ORDER BY source.said ->> 'type', source.said::text) FROM (
           SELECT DISTINCT ON (e.group_id, e.connection_id) CASE
             WHEN e.group_id IS NOT NULL THEN json_build_object('type', 'group', 'group',
               json_build_object('id', g.id, 'name', g.display_name))
             WHEN e.connection_id IS NOT NULL THEN json_build_object('type', 'rule', 'connection',
               json_build_object('id', c.id, 'name', c.name))
             ELSE json_build_object('type', 'direct', 'assignedAt',
               to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END AS said
           FROM effective_roles e
           LEFT JOIN groups g ON g.tenant_id = e.tenant_id AND g.id = e.group_id
           LEFT JOIN sso_connections c ON c.tenant_id = e.tenant_id AND c.id = e.connection_id
           LEFT JOIN role_assignments a ON e.group_id IS NULL AND e.connection_id IS NULL
             AND a.tenant_id = e.tenant_id AND a.user_id = e.user_id AND a.role_id = e.role_id
           WHERE e.tenant_id = $1 AND e.user_id = u.id AND e.role_id = $3 AND e.group_id IS DISTINCT FROM $2::uuid
           LIMIT 20
         ) source
       ), '[]') AS "otherSources"
     FROM shown s JOIN users u ON u.tenant_id = $1 AND u.id = s.user_id ORDER BY u.id`,
    [tx.tenantId, groupId, roleId, page.outcome ?? null, page.after, page.limit + 1],
  )
}
