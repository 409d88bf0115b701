import type { TenantTx } from '#server/platform/db/index.ts'
import { compileFilter } from './scim/compile-filter.ts'
import { noSuchResource, uniqueness } from './scim/scim-failure.ts'
import type { Filter } from './scim/scim-filter.ts'
import { userSources } from './sql-sources.ts'
import type { UserColumns, UserRecord } from './user-resource.ts'
import { isUuid } from './uuid.ts'

const COLUMNS = `u.id, u.external_id AS "externalId", u.user_name AS "userName", u.active, u.scim, u.version,
  u.created_at AS "createdAt", u.updated_at AS "updatedAt"`

const GROUPS = `, (SELECT json_agg(json_build_object('value', g.id, 'display', g.display_name) ORDER BY g.id)
  FROM group_members m JOIN groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
  WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id) AS groups`

/** @throws AppError `not_found` for what is missing and for what another directory, or none, owns */
export async function readUser(
  tx: TenantTx,
  directoryId: string,
  id: string,
  withGroups: boolean,
): Promise<UserRecord> {
  return one(
    isUuid(id)
      ? await tx.prepared<UserRecord>(
          withGroups ? 'scim-read-user-groups' : 'scim-read-user',
          `SELECT ${COLUMNS}${withGroups ? GROUPS : ''} FROM users u
           WHERE u.tenant_id = $1 AND u.id = $2 AND u.directory_id = $3`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

/**
 * The same, held until the transaction ends. Not FOR UPDATE: others may go on referring to the row,
 * and whoever holds the Owner role's lock and refers to it does not wait for us while we wait for them.
 */
export async function lockUser(tx: TenantTx, directoryId: string, id: string): Promise<UserRecord> {
  return one(
    isUuid(id)
      ? await tx.prepared<UserRecord>(
          'scim-lock-user',
          `SELECT ${COLUMNS}${GROUPS} FROM users u
           WHERE u.tenant_id = $1 AND u.id = $2 AND u.directory_id = $3 FOR NO KEY UPDATE OF u`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

function one(rows: UserRecord[]): UserRecord {
  const [row] = rows
  if (!row) throw noSuchResource('User')
  return row
}

/** A page in the order of creation (ids ascend with time), which no change reorders. */
export function pageOfUsers(
  tx: TenantTx,
  directoryId: string,
  page: { filter: Filter | null; offset: number; limit: number; withGroups: boolean },
): Promise<UserRecord[]> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = page.filter ? ` AND ${compileFilter(page.filter, userSources, values)}` : ''
  return tx.query<UserRecord>(
    `SELECT ${COLUMNS}${page.withGroups ? GROUPS : ''} FROM users u
     WHERE u.tenant_id = $1 AND u.directory_id = $2${condition}
     ORDER BY u.id LIMIT $${values.push(page.limit)} OFFSET $${values.push(page.offset)}`,
    values,
  )
}

export async function countUsers(tx: TenantTx, directoryId: string, filter: Filter | null): Promise<number> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = filter ? ` AND ${compileFilter(filter, userSources, values)}` : ''
  const [row] = await tx.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM users u WHERE u.tenant_id = $1 AND u.directory_id = $2${condition}`,
    values,
  )
  return row?.total ?? 0
}

type Stored = { version: number; createdAt: Date; updatedAt: Date }

/** @throws AppError `uniqueness` */
export async function insertUser(
  tx: TenantTx,
  directoryId: string,
  id: string,
  columns: UserColumns,
): Promise<UserRecord> {
  const [stored] = await tx.prepared<Stored>(
    'scim-insert-user',
    `INSERT INTO users (tenant_id, directory_id, id, ${NAMES})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT DO NOTHING RETURNING version, created_at AS "createdAt", updated_at AS "updatedAt"`,
    [tx.tenantId, directoryId, id, ...valuesOf(columns)],
  )
  if (!stored) throw userNameTaken()
  return { ...recordOf(columns), id, ...stored, groups: [] }
}

/** @throws AppError `uniqueness` */
export async function updateUser(tx: TenantTx, row: UserRecord, columns: UserColumns): Promise<UserRecord> {
  const [stored] = await tx
    .prepared<Stored>(
      'scim-update-user',
      `UPDATE users SET (${NAMES}) = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12), version = version + 1,
         updated_at = greatest(updated_at, clock_timestamp())
       WHERE tenant_id = $1 AND id = $2 RETURNING version, created_at AS "createdAt", updated_at AS "updatedAt"`,
      [tx.tenantId, row.id, ...valuesOf(columns)],
    )
    .catch((error: { code?: string }) => {
      throw error.code === UNIQUE_VIOLATION ? userNameTaken() : error
    })
  if (!stored) throw noSuchResource('User')
  return { ...row, ...recordOf(columns), ...stored }
}

export async function deleteUserRow(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM users WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id])
}

/** Ends what is open and answers how many sessions still worked. */
export async function endSessions(tx: TenantTx, userId: string): Promise<number> {
  const ended = await tx.query<{ open: boolean }>(
    `UPDATE sessions SET revoked_at = now() WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL
     RETURNING expires_at > now() AS open`,
    [tx.tenantId, userId],
  )
  return ended.filter((session) => session.open).length
}

const UNIQUE_VIOLATION = '23505'
const NAMES = 'external_id, user_name, active, scim, display_name, given_name, family_name, email, title, department'

function valuesOf(columns: UserColumns): unknown[] {
  const { externalId, userName, active, scim, displayName, givenName, familyName, email, title, department } = columns
  return [
    externalId,
    userName,
    active,
    JSON.stringify(scim),
    displayName,
    givenName,
    familyName,
    email,
    title,
    department,
  ]
}

function recordOf({ externalId, userName, active, scim }: UserColumns) {
  return { externalId, userName, active, scim }
}

function userNameTaken(): Error {
  return uniqueness('A person with this userName exists already. userName compares without regard to case.')
}
