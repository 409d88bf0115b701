import type { TenantTx } from '#server/platform/db/index.ts'
import type { GroupRecord } from './group-resource.ts'
import { compileFilter } from './scim/compile-filter.ts'
import { noSuchResource, tooMany, uniqueness } from './scim/scim-failure.ts'
import type { Filter } from './scim/scim-filter.ts'
import { type Found, type Span, withinParts } from './scim-page.ts'
import { behind, orderBy, type SortOrder } from './sort-order.ts'
import { groupSources } from './sql-sources.ts'
import { isUuid } from './uuid.ts'

const COLUMNS = `g.id, g.external_id AS "externalId", g.display_name AS "displayName", g.version,
  g.created_at AS "createdAt", g.updated_at AS "updatedAt"`

/** Members are shown in full or not at all: a provider that read a part would write that part back and lose the rest. */
const MEMBERS_SHOWN = 100_000

const MEMBERS = `, (SELECT json_agg(json_build_object('value', shown.id, 'display', shown.display_name) ORDER BY shown.id)
  FROM (
    SELECT u.id, u.display_name FROM group_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id ORDER BY u.id LIMIT ${MEMBERS_SHOWN + 1}
  ) shown) AS members,
  (SELECT json_agg(json_build_object('value', n.id, 'display', n.display_name) ORDER BY n.id)
   FROM group_nestings gn JOIN groups n ON n.tenant_id = gn.tenant_id AND n.id = gn.member_id
   WHERE gn.tenant_id = g.tenant_id AND gn.group_id = g.id) AS nested`

/**
 * Which directory it is must be checked by an operator that no index serves: on a table that has just grown the planner
 * takes the directory's index for the key's, and reads all of it.
 * @throws AppError `not_found` for what is missing and for what another directory owns, `too_many` members to show
 */
export async function readGroup(
  tx: TenantTx,
  directoryId: string,
  id: string,
  withMembers: boolean,
): Promise<GroupRecord> {
  const group = one(
    isUuid(id)
      ? await tx.prepared<GroupRecord>(
          withMembers ? 'scim-read-group-members' : 'scim-read-group',
          `SELECT ${COLUMNS}${withMembers ? MEMBERS : ''} FROM groups g
           WHERE g.tenant_id = $1 AND g.id = $2 AND g.directory_id IS NOT DISTINCT FROM $3`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
  return complete(group)
}

/** The same, held until the transaction ends: changes to one group come one after the other. Members are not read. */
export async function lockGroup(tx: TenantTx, directoryId: string, id: string): Promise<GroupRecord> {
  return one(
    isUuid(id)
      ? await tx.prepared<GroupRecord>(
          'scim-lock-group',
          `SELECT ${COLUMNS} FROM groups g
           WHERE g.tenant_id = $1 AND g.id = $2 AND g.directory_id IS NOT DISTINCT FROM $3 FOR NO KEY UPDATE`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

function complete<R extends GroupRecord>(group: R): R {
  if ((group.members?.length ?? 0) <= MEMBERS_SHOWN) return group
  throw tooMany(
    `The group ${group.id} has more than ${MEMBERS_SHOWN} members, which is the most one answer shows. Ask with excludedAttributes=members.`,
  )
}

function one(rows: GroupRecord[]): GroupRecord {
  const [row] = rows
  if (!row) throw noSuchResource('Group')
  return row
}

/** What is listed: those that meet the filter, in an order. */
export type GroupList = { filter: Filter | null; order: SortOrder; withMembers: boolean }

/**
 * A page in the order of creation (ids ascend with time), which no change reorders, or in the order asked for; what is
 * found need not all be shown.
 * @throws AppError `too_many` members to show
 */
export async function pageOfGroups(
  tx: TenantTx,
  directoryId: string,
  { filter, order, withMembers }: GroupList,
  { offset, after, limit }: Span,
): Promise<Found<GroupRecord>> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = filter ? ` AND ${compileFilter(filter, groupSources, values)}` : ''
  const further = after ? ` AND ${behind(order, 'g.id', after, values)}` : ''
  const key = order?.key ?? 'NULL::text'
  const rows = (columns: string) => `SELECT ${columns}, ${key} AS sort_key FROM groups g
    WHERE g.tenant_id = $1 AND g.directory_id = $2${condition}${further}
    ${orderBy(order, key, 'g.id')} LIMIT $${values.push(limit)} OFFSET $${values.push(offset)}`
  if (!withMembers) {
    const records = await tx.query<GroupRecord>(rows(`${COLUMNS}, (${key})::text AS "sortKey"`), values)
    return { records, found: records.length }
  }
  return shownWithMembers(tx, rows('g.*'), orderBy(order, 'sort_key', 'id'), values)
}

/** These groups in this order, as many of them as one answer shows. @throws AppError `too_many` members to show */
export async function groupsById(tx: TenantTx, ids: readonly string[], withMembers: boolean): Promise<GroupRecord[]> {
  const rows = `SELECT g.*, array_position($2::uuid[], g.id) AS sort_key FROM groups g
    WHERE g.tenant_id = $1 AND g.id = ANY($2::uuid[])`
  const values = [tx.tenantId, ids]
  if (withMembers) return (await shownWithMembers(tx, rows, 'ORDER BY sort_key', values)).records
  return tx.query<GroupRecord>(`SELECT ${COLUMNS} FROM (${rows}) g ORDER BY g.sort_key`, values)
}

async function shownWithMembers(tx: TenantTx, rows: string, order: string, values: unknown[]) {
  const parts = `SELECT 1 FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id
    UNION ALL SELECT 1 FROM group_nestings n WHERE n.tenant_id = g.tenant_id AND n.group_id = g.id`
  const shown = await tx.query<GroupRecord & { sortKey: string | null; found: number }>(
    withinParts('g', rows, order, parts, `${COLUMNS}${MEMBERS}, g.sort_key::text AS "sortKey"`),
    values,
  )
  return { records: shown.map(complete), found: shown[0]?.found ?? 0 }
}

export async function countGroups(tx: TenantTx, directoryId: string, filter: Filter | null): Promise<number> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = filter ? ` AND ${compileFilter(filter, groupSources, values)}` : ''
  const [row] = await tx.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM groups g WHERE g.tenant_id = $1 AND g.directory_id = $2${condition}`,
    values,
  )
  return row?.total ?? 0
}

type GroupColumns = { externalId: string | null; displayName: string }
type Stored = { version: number; createdAt: Date; updatedAt: Date }

/** @throws AppError `uniqueness` */
export async function insertGroup(
  tx: TenantTx,
  directoryId: string,
  id: string,
  columns: GroupColumns,
): Promise<GroupRecord> {
  const [stored] = await tx.prepared<Stored>(
    'scim-insert-group',
    `INSERT INTO groups (tenant_id, directory_id, id, external_id, display_name) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING version, created_at AS "createdAt", updated_at AS "updatedAt"`,
    [tx.tenantId, directoryId, id, columns.externalId, columns.displayName],
  )
  if (!stored) throw displayNameTaken()
  return { id, ...columns, ...stored }
}

/** A new version, also where only the members changed. @throws AppError `uniqueness` */
export async function updateGroup(tx: TenantTx, row: GroupRecord, columns: GroupColumns): Promise<GroupRecord> {
  const [stored] = await tx
    .prepared<Stored>(
      'scim-update-group',
      `UPDATE groups SET external_id = $3, display_name = $4, version = version + 1,
         updated_at = greatest(updated_at, clock_timestamp())
       WHERE tenant_id = $1 AND id = $2 RETURNING version, created_at AS "createdAt", updated_at AS "updatedAt"`,
      [tx.tenantId, row.id, columns.externalId, columns.displayName],
    )
    .catch((error: { code?: string }) => {
      throw TAKEN.has(error.code ?? '') ? displayNameTaken() : error
    })
  if (!stored) throw noSuchResource('Group')
  return { ...row, ...columns, ...stored }
}

export async function deleteGroupRow(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM groups WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id])
}

/** 40P01: two groups that take each other's displayName at once wait for each other, and for nothing else in this statement. */
const TAKEN = new Set(['23505', '40P01'])

function displayNameTaken(): Error {
  return uniqueness('A group with this displayName exists in this directory already.')
}
