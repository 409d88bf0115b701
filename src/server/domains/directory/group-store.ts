import type { TenantTx } from '#server/platform/db/index.ts'
import type { GroupRecord } from './group-resource.ts'
import { compileFilter } from './scim/compile-filter.ts'
import { noSuchResource, tooMany, uniqueness } from './scim/scim-failure.ts'
import type { Filter } from './scim/scim-filter.ts'
import { withinParts } from './scim-page.ts'
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
  ) shown) AS members`

/** @throws AppError `not_found` for what is missing and for what another directory owns, `too_many` members to show */
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
           WHERE g.tenant_id = $1 AND g.id = $2 AND g.directory_id = $3`,
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
           WHERE g.tenant_id = $1 AND g.id = $2 AND g.directory_id = $3 FOR NO KEY UPDATE`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

function complete(group: GroupRecord): GroupRecord {
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

/**
 * A page in the order of creation (ids ascend with time), which no change reorders; what is found need not all be shown.
 * @throws AppError `too_many` members to show
 */
export async function pageOfGroups(
  tx: TenantTx,
  directoryId: string,
  page: { filter: Filter | null; offset: number; limit: number; withMembers: boolean },
): Promise<{ records: GroupRecord[]; found: number }> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = page.filter ? ` AND ${compileFilter(page.filter, groupSources, values)}` : ''
  const rows = (columns: string) => `SELECT ${columns} FROM groups g
    WHERE g.tenant_id = $1 AND g.directory_id = $2${condition}
    ORDER BY g.id LIMIT $${values.push(page.limit)} OFFSET $${values.push(page.offset)}`
  if (!page.withMembers) {
    const records = await tx.query<GroupRecord>(rows(COLUMNS), values)
    return { records, found: records.length }
  }
  const parts = 'SELECT 1 FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id'
  const shown = await tx.query<GroupRecord & { found: number }>(
    withinParts('g', rows('g.*'), parts, `${COLUMNS}${MEMBERS}`),
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
