import type { Group, GroupSummary } from '#contracts/groups.ts'
import type { RoleReference } from '#contracts/references.ts'
import { strongestFirst } from '#server/domains/access/index.ts'
import { containsPattern } from '#server/platform/contains-pattern.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

/** The most groups, and the most people of one group, that the console shows at once. */
const SHOWN_AT_MOST = 100

type Row = {
  id: string
  name: string
  members: number
  directoryId: string
  directoryName: string
  roles: RoleReference[] | null
  createdAt: Date
  /** What the list is sorted by, as Postgres folds it. */
  sortKey: string
}

const SELECT = `SELECT g.id, g.display_name AS name, g.created_at AS "createdAt", lower(g.display_name) AS "sortKey",
  d.id AS "directoryId", d.name AS "directoryName",
  (SELECT count(*)::int FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) AS members,
  (SELECT json_agg(DISTINCT jsonb_build_object('key', r.key, 'name', r.name))
   FROM group_role_mappings x JOIN roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id
   WHERE x.tenant_id = g.tenant_id AND x.directory_id = g.directory_id
     AND lower(x.group_name) = lower(g.display_name)) AS roles
  FROM groups g JOIN directories d ON d.tenant_id = g.tenant_id AND d.id = g.directory_id
  WHERE g.tenant_id = $1`

/** Sort key and id of a row; a key too long for a cursor is null and looked up. */
type PlaceInList = readonly [sortKey: string | null, id: string]

/** By name. One row more than `limit`, so that the caller sees whether there is a next page. */
export function groupsAfter(
  tx: TenantTx,
  search: string | undefined,
  after: PlaceInList | null,
  limit: number,
): Promise<Row[]> {
  return tx.query<Row>(
    `${SELECT} AND ($2::text IS NULL OR g.display_name ILIKE $2)
       AND ($4::uuid IS NULL OR (lower(g.display_name), g.id) >
         (coalesce($3, (SELECT lower(p.display_name) FROM groups p WHERE p.tenant_id = $1 AND p.id = $4)), $4))
     ORDER BY lower(g.display_name), g.id LIMIT $5`,
    [tx.tenantId, patternOf(search), after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  )
}

export async function countGroupsNamed(tx: TenantTx, search: string | undefined): Promise<number> {
  const [row] = await tx.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM groups g
     WHERE g.tenant_id = $1 AND ($2::text IS NULL OR g.display_name ILIKE $2)`,
    [tx.tenantId, patternOf(search)],
  )
  return row?.total ?? 0
}

export async function firstGroupsOf(tx: TenantTx, directoryId: string): Promise<GroupSummary[]> {
  const rows = await tx.query<Row>(
    `${SELECT} AND g.directory_id = $2 ORDER BY lower(g.display_name), g.id LIMIT ${SHOWN_AT_MOST}`,
    [tx.tenantId, directoryId],
  )
  return rows.map(toGroupSummary)
}

export async function groupById(tx: TenantTx, id: string): Promise<GroupSummary | null> {
  const [row] = await tx.query<Row>(`${SELECT} AND g.id = $2`, [tx.tenantId, id])
  return row ? toGroupSummary(row) : null
}

/** By name, the first hundred. */
export function peopleOfGroup(tx: TenantTx, groupId: string): Promise<Group['people']> {
  return tx.query<Group['people'][number]>(
    `SELECT u.id, u.display_name AS name, coalesce(u.email, '') AS email, u.active
     FROM group_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
     WHERE m.tenant_id = $1 AND m.group_id = $2
     ORDER BY lower(u.display_name), u.id LIMIT ${SHOWN_AT_MOST}`,
    [tx.tenantId, groupId],
  )
}

export function toGroupSummary(row: Row): GroupSummary {
  return {
    id: row.id,
    name: row.name,
    members: row.members,
    directory: { id: row.directoryId, name: row.directoryName },
    roles: (row.roles ?? []).sort(strongestFirst),
    createdAt: row.createdAt.toISOString(),
  }
}

function patternOf(search: string | undefined): string | null {
  return search === undefined || search === '' ? null : containsPattern(search)
}
