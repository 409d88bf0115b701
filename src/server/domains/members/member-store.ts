import type { z } from 'zod'
import type { MemberSummary, membersListInput } from '#contracts/members.ts'
import { containsPattern } from '#server/platform/contains-pattern.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

type MemberRow = {
  id: string
  name: string
  email: string | null
  userName: string
  active: boolean
  department: string | null
  title: string | null
  directoryId: string | null
  directoryName: string | null
  lastSignInAt: Date | null
  createdAt: Date
  externalId: string | null
  /** What the list is sorted by, as Postgres folds it. */
  sortKey: string
}

const COLUMNS = `u.id, u.display_name AS name, u.email, u.user_name AS "userName", u.active, u.department, u.title,
  d.id AS "directoryId", d.name AS "directoryName", u.created_at AS "createdAt", u.external_id AS "externalId",
  lower(u.display_name) AS "sortKey",
  (SELECT max(s.created_at) FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id) AS "lastSignInAt"`

const FROM = `FROM users u LEFT JOIN directories d ON d.tenant_id = u.tenant_id AND d.id = u.directory_id`

const MATCHES = `u.tenant_id = $1
  AND ($2::text IS NULL OR u.display_name ILIKE $2 OR u.email ILIKE $2 OR u.user_name ILIKE $2)
  AND ($3::boolean IS NULL OR u.active = $3)
  AND ($4::text IS NULL OR EXISTS (
    SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
    WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id AND r.key = $4))
  AND ($5::uuid IS NULL OR EXISTS (
    SELECT 1 FROM group_members m WHERE m.tenant_id = u.tenant_id AND m.group_id = $5 AND m.user_id = u.id))`

export type MemberFilter = Pick<z.infer<typeof membersListInput>, 'search' | 'status' | 'roleKey' | 'groupId'>

function filterValues(tx: TenantTx, filter: MemberFilter): unknown[] {
  return [
    tx.tenantId,
    filter.search ? containsPattern(filter.search) : null,
    filter.status === undefined ? null : filter.status === 'active',
    filter.roleKey ?? null,
    filter.groupId ?? null,
  ]
}

/** Sort key and id of a row; a key too long for a cursor is null and looked up. */
type PlaceInList = readonly [sortKey: string | null, id: string]

/** One row more than `limit`, so that the caller sees whether there is a next page. */
export function membersAfter(
  tx: TenantTx,
  filter: MemberFilter,
  after: PlaceInList | null,
  limit: number,
): Promise<MemberRow[]> {
  return tx.query<MemberRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE ${MATCHES} AND ($7::uuid IS NULL OR (lower(u.display_name), u.id) >
       (coalesce($6, (SELECT lower(p.display_name) FROM users p WHERE p.tenant_id = $1 AND p.id = $7)), $7))
     ORDER BY lower(u.display_name), u.id LIMIT $8`,
    [...filterValues(tx, filter), after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  )
}

export async function countMembers(tx: TenantTx, filter: MemberFilter): Promise<number> {
  const [row] = await tx.query<{ total: number }>(
    `SELECT count(*) AS total FROM users u WHERE ${MATCHES}`,
    filterValues(tx, filter),
  )
  return row?.total ?? 0
}

/** @throws AppError `not_found` */
export async function memberById(tx: TenantTx, id: string): Promise<MemberRow> {
  const [row] = await tx.query<MemberRow>(`SELECT ${COLUMNS} ${FROM} WHERE u.tenant_id = $1 AND u.id = $2`, [
    tx.tenantId,
    id,
  ])
  if (!row) throw notFound('person')
  return row
}

export function toSummary(row: MemberRow, roles: MemberSummary['roles']): MemberSummary {
  return {
    id: row.id,
    name: row.name,
    email: row.email ?? '',
    userName: row.userName,
    active: row.active,
    department: row.department,
    title: row.title,
    directory: row.directoryId === null ? null : { id: row.directoryId, name: row.directoryName ?? '' },
    roles,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}
