import type { TenantTx } from '#server/platform/db/index.ts'
import { compileFilter } from './scim/compile-filter.ts'
import { invalidValue, noSuchResource, uniqueness } from './scim/scim-failure.ts'
import type { Filter } from './scim/scim-filter.ts'
import { type Found, type Span, withinParts } from './scim-page.ts'
import { behind, orderBy, type SortOrder } from './sort-order.ts'
import { GROUPS_OF_USER, userSources } from './sql-sources.ts'
import type { UserColumns, UserRecord } from './user-resource.ts'
import { isUuid } from './uuid.ts'

const COLUMNS = `u.id, u.external_id AS "externalId", u.user_name AS "userName", u.active, u.scim, u.version,
  u.created_at AS "createdAt", u.updated_at AS "updatedAt"`

/** A person in more groups shows the oldest; `groups` cannot be written, so nothing is lost by it. */
const GROUPS_SHOWN = 10_000

const GROUPS = `, (SELECT json_agg(json_build_object('value', shown.id, 'display', shown.display_name,
    'type', CASE WHEN shown.direct THEN 'direct' ELSE 'indirect' END) ORDER BY shown.id)
  FROM (
    SELECT g.id, g.display_name, held.direct
    FROM (SELECT own.group_id, bool_or(own.direct) AS direct FROM (${GROUPS_OF_USER}) own GROUP BY own.group_id) held
    JOIN groups g ON g.tenant_id = u.tenant_id AND g.id = held.group_id ORDER BY g.id LIMIT ${GROUPS_SHOWN}
  ) shown) AS groups`

/**
 * By key alone, for the reason that group-store.ts gives.
 * @throws AppError `not_found` for what is missing and for what another directory, or none, owns
 */
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
           WHERE u.tenant_id = $1 AND u.id = $2 AND u.directory_id IS NOT DISTINCT FROM $3`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

/**
 * The same, held until the transaction ends. Not FOR UPDATE: others may go on referring to the row. Whoever may
 * disable or delete the person has called `lockOwnerRole` before (access/lock-owner-role.ts has the order).
 */
export async function lockUser(tx: TenantTx, directoryId: string, id: string): Promise<UserRecord> {
  return one(
    isUuid(id)
      ? await tx.prepared<UserRecord>(
          'scim-lock-user',
          `SELECT ${COLUMNS}${GROUPS} FROM users u
           WHERE u.tenant_id = $1 AND u.id = $2 AND u.directory_id IS NOT DISTINCT FROM $3 FOR NO KEY UPDATE OF u`,
          [tx.tenantId, id, directoryId],
        )
      : [],
  )
}

/** Held against everybody, those who refer to the person too: before they are deleted. */
export async function lockUserWhole(tx: TenantTx, id: string): Promise<void> {
  await tx.query('SELECT id FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tx.tenantId, id])
}

/** Held: people without a directory who have the userName or the e-mail address of these columns; three at most. */
export function lockUnownedUsers(
  tx: TenantTx,
  columns: UserColumns,
): Promise<(UserRecord & { sameUserName: boolean })[]> {
  return tx.prepared(
    'scim-lock-unowned-users',
    `SELECT ${COLUMNS}${GROUPS}, u.user_name_key = lower($2) AS "sameUserName" FROM users u
     WHERE u.tenant_id = $1 AND u.directory_id IS NULL AND (u.user_name_key = lower($2) OR u.email_key = lower($3))
     ORDER BY "sameUserName" DESC, u.id LIMIT 3 FOR NO KEY UPDATE OF u`,
    [tx.tenantId, columns.userName, columns.email],
  )
}

export async function giveToDirectory(tx: TenantTx, id: string, directoryId: string): Promise<void> {
  await tx.query('UPDATE users SET directory_id = $3 WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id, directoryId])
}

function one(rows: UserRecord[]): UserRecord {
  const [row] = rows
  if (!row) throw noSuchResource('User')
  return row
}

/** What is listed: those that meet the filter, in an order. */
export type UserList = { filter: Filter | null; order: SortOrder; withGroups: boolean }

/**
 * A page in the order of creation (ids ascend with time), which no change reorders, or in the order asked for; what is
 * found need not all be shown.
 */
export async function pageOfUsers(
  tx: TenantTx,
  directoryId: string,
  { filter, order, withGroups }: UserList,
  { offset, after, limit }: Span,
): Promise<Found<UserRecord>> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const condition = filter ? ` AND ${compileFilter(filter, userSources, values)}` : ''
  const further = after ? ` AND ${behind(order, 'u.id', after, values)}` : ''
  const key = order?.key ?? 'NULL::text'
  const rows = (columns: string) => `SELECT ${columns}, ${key} AS sort_key FROM users u
    WHERE u.tenant_id = $1 AND u.directory_id = $2${condition}${further}
    ${orderBy(order, key, 'u.id')} LIMIT $${values.push(limit)} OFFSET $${values.push(offset)}`
  if (!withGroups) {
    const records = await tx.query<UserRecord>(rows(`${COLUMNS}, (${key})::text AS "sortKey"`), values)
    return { records, found: records.length }
  }
  return shownWithGroups(tx, rows('u.*'), orderBy(order, 'sort_key', 'id'), values)
}

/** These people in this order, as many of them as one answer shows. */
export async function usersById(tx: TenantTx, ids: readonly string[], withGroups: boolean): Promise<UserRecord[]> {
  const rows = `SELECT u.*, array_position($2::uuid[], u.id) AS sort_key FROM users u
    WHERE u.tenant_id = $1 AND u.id = ANY($2::uuid[])`
  const values = [tx.tenantId, ids]
  if (withGroups) return (await shownWithGroups(tx, rows, 'ORDER BY sort_key', values)).records
  return tx.query<UserRecord>(`SELECT ${COLUMNS} FROM (${rows}) u ORDER BY u.sort_key`, values)
}

async function shownWithGroups(tx: TenantTx, rows: string, order: string, values: unknown[]) {
  const shown = await tx.query<UserRecord & { sortKey: string | null; found: number }>(
    withinParts('u', rows, order, GROUPS_OF_USER, `${COLUMNS}${GROUPS}, u.sort_key::text AS "sortKey"`),
    values,
  )
  return { records: shown, found: shown[0]?.found ?? 0 }
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

/** The same for several at once; who is missing from the answer has a userName that is taken. */
export async function insertUsers(
  tx: TenantTx,
  directoryId: string,
  people: readonly { id: string; columns: UserColumns }[],
): Promise<Map<string, UserRecord>> {
  const rows = people.map(({ id, columns }) => [id, ...valuesOf(columns)])
  const columnsOf = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]))
  const stored = await tx.prepared<Stored & { id: string }>(
    'scim-insert-users',
    `INSERT INTO users (tenant_id, directory_id, id, ${NAMES})
     SELECT $1::uuid, $2::uuid, id, external_id, user_name, active, scim::jsonb, display_name, given_name, family_name,
       email, title, department
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::text[], $12::text[], $13::text[]) AS wanted (id, ${NAMES})
     ON CONFLICT DO NOTHING RETURNING id, version, created_at AS "createdAt", updated_at AS "updatedAt"`,
    [tx.tenantId, directoryId, ...columnsOf],
  )
  const made = new Map(stored.map((row) => [row.id, row]))
  return new Map(
    people.flatMap(({ id, columns }) => {
      const row = made.get(id)
      return row ? [[id, { ...recordOf(columns), ...row, groups: [] }] as const] : []
    }),
  )
}

/** Whether `lockUnownedUsers` would find anybody for any of these. */
export async function anybodyToAdopt(tx: TenantTx, wanted: readonly UserColumns[]): Promise<boolean> {
  const [row] = await tx.prepared<{ found: boolean }>(
    'scim-anybody-to-adopt',
    `WITH wanted AS (SELECT lower(name) AS name, lower(address) AS address FROM unnest($2::text[], $3::text[]) AS w (name, address))
     SELECT EXISTS (SELECT 1 FROM wanted JOIN users u ON u.tenant_id = $1 AND u.user_name_key = wanted.name AND u.directory_id IS NULL)
       OR EXISTS (SELECT 1 FROM wanted JOIN users u ON u.tenant_id = $1 AND u.email_key = wanted.address AND u.directory_id IS NULL) AS found`,
    [tx.tenantId, wanted.map(({ userName }) => userName), wanted.map(({ email }) => email)],
  )
  return row?.found === true
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
      throw TAKEN.has(error.code ?? '') ? userNameTaken() : error
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

/** What one person may weigh, so that a page of them stays in bounds. */
const MAX_DOCUMENT_BYTES = 131_072
/** 40P01: two people who take each other's userName at once wait for each other, and for nothing else in this statement. */
const TAKEN = new Set(['23505', '40P01'])
const NAMES = 'external_id, user_name, active, scim, display_name, given_name, family_name, email, title, department'

function valuesOf(columns: UserColumns): unknown[] {
  const { externalId, userName, active, scim, displayName, givenName, familyName, email, title, department } = columns
  const document = JSON.stringify(scim)
  if (Buffer.byteLength(document) > MAX_DOCUMENT_BYTES) {
    throw invalidValue(`The attributes of a User have at most ${MAX_DOCUMENT_BYTES} bytes together.`)
  }
  return [externalId, userName, active, document, displayName, givenName, familyName, email, title, department]
}

function recordOf({ externalId, userName, active, scim }: UserColumns) {
  return { externalId, userName, active, scim }
}

export function userNameTaken(): Error {
  return uniqueness('A person with this userName exists already. userName compares without regard to case.')
}
