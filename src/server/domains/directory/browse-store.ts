import type { PersonInDirectory, ValueSource } from '#contracts/directory-browser.ts'
import type { NamedReference } from '#contracts/references.ts'
import { strongestFirst } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import type { PersonColumns } from './person-attributes.ts'
import { GROUPS_OF_USER } from './sql-sources.ts'
import type { UserRecord } from './user-resource.ts'

const GROUPS_SHOWN = 200
const SOURCES_SHOWN = 1_000

type Browsed = UserRecord & PersonColumns & { directory: NamedReference | null }

/** @throws AppError `not_found` */
export async function browsedPerson(tx: TenantTx, id: string): Promise<Browsed> {
  const [row] = await tx.query<Browsed>(
    `SELECT u.id, u.external_id AS "externalId", u.user_name AS "userName", u.active, u.scim, u.version,
       u.created_at AS "createdAt", u.updated_at AS "updatedAt", u.display_name AS "displayName",
       u.given_name AS "givenName", u.family_name AS "familyName", u.email, u.title, u.department,
       CASE WHEN d.id IS NULL THEN NULL ELSE json_build_object('id', d.id, 'name', d.name) END AS directory
     FROM users u LEFT JOIN directories d ON d.tenant_id = u.tenant_id AND d.id = u.directory_id
     WHERE u.tenant_id = $1 AND u.id = $2`,
    [tx.tenantId, id],
  )
  if (!row) throw notFound('person')
  return row
}

/** Those that name the person first, each with its groups through which they are in it. */
export async function groupsOfPerson(
  tx: TenantTx,
  userId: string,
): Promise<{ items: PersonInDirectory['groups']; total: number }> {
  const rows = await tx.query<{
    id: string
    name: string
    through: NamedReference[]
    since: Date | null
    total: number
  }>(
    `SELECT g.id, g.display_name AS name, held.since, held.total,
       CASE WHEN held.since IS NOT NULL THEN '[]' ELSE coalesce((
         SELECT json_agg(json_build_object('id', w.id, 'name', w.display_name)) FROM (
           SELECT i.id, i.display_name FROM group_members m
           JOIN group_closure c ON c.tenant_id = m.tenant_id AND c.descendant_id = m.group_id AND c.ancestor_id = g.id
           JOIN groups i ON i.tenant_id = m.tenant_id AND i.id = m.group_id
           WHERE m.tenant_id = $1 AND m.user_id = $2 ORDER BY lower(i.display_name) LIMIT 10) w), '[]') END AS through
     FROM (
       SELECT own.group_id, count(*) OVER ()::int AS total, (SELECT m.created_at FROM group_members m
         WHERE m.tenant_id = $1 AND m.group_id = own.group_id AND m.user_id = $2) AS since
       FROM users u CROSS JOIN LATERAL (${GROUPS_OF_USER}) own
       WHERE u.tenant_id = $1 AND u.id = $2 GROUP BY own.group_id
     ) held
     JOIN groups g ON g.tenant_id = $1 AND g.id = held.group_id
     ORDER BY held.since IS NULL, lower(g.display_name), g.id LIMIT ${GROUPS_SHOWN}`,
    [tx.tenantId, userId],
  )
  return {
    items: rows.map(({ total: _, since, ...row }) => ({ ...row, since: since?.toISOString() ?? null })),
    total: rows[0]?.total ?? 0,
  }
}

type RoleRow = {
  key: string
  name: string
  group: NamedReference | null
  through: NamedReference | null
  connection: NamedReference | null
  assignedAt: Date | null
}

/** Each role with everything that gives it; of a group within the mapped one, that it is through it. */
export async function rolesOfPerson(tx: TenantTx, userId: string): Promise<PersonInDirectory['roles']> {
  const rows = await tx.query<RoleRow>(
    `SELECT r.key, r.name, a.created_at AS "assignedAt",
       CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object('id', g.id, 'name', g.display_name) END AS "group",
       CASE WHEN inner_group.id IS NULL THEN NULL
         ELSE json_build_object('id', inner_group.id, 'name', inner_group.display_name) END AS through,
       CASE WHEN c.id IS NULL THEN NULL ELSE json_build_object('id', c.id, 'name', c.name) END AS connection
     FROM (SELECT DISTINCT role_id, group_id, connection_id FROM effective_roles
       WHERE tenant_id = $1 AND user_id = $2) e
     JOIN roles r ON r.tenant_id = $1 AND r.id = e.role_id
     LEFT JOIN groups g ON g.tenant_id = $1 AND g.id = e.group_id
     LEFT JOIN sso_connections c ON c.tenant_id = $1 AND c.id = e.connection_id
     LEFT JOIN role_assignments a ON e.group_id IS NULL AND e.connection_id IS NULL AND a.tenant_id = $1
       AND a.user_id = $2 AND a.role_id = e.role_id
     LEFT JOIN LATERAL (
       SELECT i.id, i.display_name FROM group_closure w
       JOIN group_members m ON m.tenant_id = w.tenant_id AND m.group_id = w.descendant_id AND m.user_id = $2
       JOIN groups i ON i.tenant_id = w.tenant_id AND i.id = w.descendant_id
       WHERE w.tenant_id = $1 AND w.ancestor_id = e.group_id AND NOT EXISTS (SELECT 1 FROM group_members direct
         WHERE direct.tenant_id = $1 AND direct.group_id = e.group_id AND direct.user_id = $2)
       ORDER BY lower(i.display_name), i.id LIMIT 1
     ) inner_group ON true
     ORDER BY a.created_at NULLS LAST, lower(g.display_name), g.id, lower(c.name), c.id LIMIT ${SOURCES_SHOWN}`,
    [tx.tenantId, userId],
  )
  const roles = new Map<string, PersonInDirectory['roles'][number]>()
  for (const row of rows) {
    const role = roles.get(row.key) ?? { key: row.key, name: row.name, sources: [] }
    role.sources.push(sourceOf(row))
    roles.set(row.key, role)
  }
  return [...roles.values()].sort(strongestFirst)
}

function sourceOf({ group, through, connection, assignedAt }: RoleRow) {
  if (group) return { type: 'group', group, through } as const
  if (connection) return { type: 'rule', connection } as const
  return { type: 'direct', assignedAt: (assignedAt as Date).toISOString() } as const
}

/** The request that left each of these events, as long as it is kept. One query; a request is over within a minute. */
export async function requestsOfEvents(
  tx: TenantTx,
  directoryId: string | null,
  sources: readonly Pick<ValueSource, 'seq' | 'at'>[],
): Promise<Map<number, string>> {
  const at = new Map(sources.map((source) => [source.seq, source.at]))
  const rows = await tx.query<{ seq: number; id: string }>(
    `SELECT event.seq, found.id FROM unnest($3::int[], $4::timestamptz[]) AS event(seq, at)
     CROSS JOIN LATERAL (
       SELECT l.id FROM provisioning_log l WHERE l.tenant_id = $1 AND l.directory_id = $2
         AND l.at BETWEEN event.at - interval '60 seconds' AND event.at + interval '5 seconds'
         AND event.seq = ANY (l.audit_seqs) LIMIT 1
     ) found`,
    [tx.tenantId, directoryId, [...at.keys()], [...at.values()]],
  )
  return new Map(rows.map(({ seq, id }) => [seq, id]))
}
