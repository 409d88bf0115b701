import type { TenantTx } from '#server/platform/db/index.ts'
import type { GroupRecord } from './group-resource.ts'
import { compileFilter } from './scim/compile-filter.ts'
import { noSuchResource, uniqueness } from './scim/scim-failure.ts'
import type { Filter } from './scim/scim-filter.ts'
import { groupSources } from './sql-sources.ts'
import { isUuid } from './uuid.ts'

const COLUMNS = `g.id, g.external_id AS "externalId", g.display_name AS "displayName", g.version,
  g.created_at AS "createdAt", g.updated_at AS "updatedAt"`

const MEMBERS = `, (SELECT json_agg(json_build_object('value', u.id, 'display', u.display_name) ORDER BY u.id)
  FROM group_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
  WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) AS members`

/** @throws AppError `not_found` for what is missing and for what another directory owns */
export async function readGroup(
  tx: TenantTx,
  directoryId: string,
  id: string,
  withMembers: boolean,
): Promise<GroupRecord> {
  return one(
    isUuid(id)
      ? await tx.prepared<GroupRecord>(
          withMembers ? 'scim-read-group-members' : 'scim-read-group',
          `SELECT ${COLUMNS}${withMembers ? MEMBERS : ''} FROM groups g
           WHERE g.tenant_id = $1 AND g.id = $2 AND g.directory_id = $3`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

/** The same, held until the transaction ends: changes to one group come one after the other. Members are not read. */
export async function lockGroup(tx: TenantTx, directoryId: string, id: string): Promise<GroupRecord> {
  return one(
    isUuid(id)
      ? await tx.prepared<GroupRecord>(
          'scim-lock-group',
          `SELECT ${COLUMNS} FROM groups g
           WHERE g.tenant_id = $1 AND g.id = $2 AND g.directory_id = $3 FOR NO KEY UPDATE`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

function one(rows: GroupRecord[]): GroupRecord {
  const [row] = rows
  if (!row) throw noSuchResource('Group')
  return row
}

/** A page in the order of creation (ids ascend with time), which no change reorders. */
export function pageOfGroups(
  tx: TenantTx,
  directoryId: string,
  page: { filter: Filter | null; offset: number; limit: number; withMembers: boolean },
): Promise<GroupRecord[]> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = page.filter ? ` AND ${compileFilter(page.filter, groupSources, values)}` : ''
  return tx.query<GroupRecord>(
    `SELECT ${COLUMNS}${page.withMembers ? MEMBERS : ''} FROM groups g
     WHERE g.tenant_id = $1 AND g.directory_id = $2${condition}
     ORDER BY g.id LIMIT $${values.push(page.limit)} OFFSET $${values.push(page.offset)}`,
    values,
  )
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
      throw error.code === UNIQUE_VIOLATION ? displayNameTaken() : error
    })
  if (!stored) throw noSuchResource('Group')
  return { ...row, ...columns, ...stored }
}

export async function deleteGroupRow(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM groups WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id])
}

const UNIQUE_VIOLATION = '23505'

function displayNameTaken(): Error {
  return uniqueness('A group with this displayName exists in this directory already.')
}
