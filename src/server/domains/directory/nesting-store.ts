import type { TenantTx } from '#server/platform/db/index.ts'
import { invalidValue, quote } from './scim/scim-failure.ts'
import { isUuid } from './uuid.ts'

/** How many groups one group may hold over all levels, so that a change of one nesting stays small. */
const NESTED_AT_MOST = 1000

/**
 * Makes groups of the same directory members of a group whose row is held. No group comes to be within itself.
 * @returns those that were not members before
 * @throws AppError `invalid_value` for ids that are no group's, for a loop and for too many levels
 */
export async function nestGroups(
  tx: TenantTx,
  directoryId: string,
  groupId: string,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  // Before the groups that come in: who deletes one of them holds its row and waits for the nestings.
  await lockNestings(tx, directoryId)
  const known = await tx.query<{ id: string; name: string }>(
    `SELECT g.id, g.display_name AS name FROM groups g
     WHERE g.tenant_id = $1 AND g.directory_id IS NOT DISTINCT FROM $2 AND g.id = ANY($3::uuid[]) FOR KEY SHARE`,
    [tx.tenantId, directoryId, ids],
  )
  const unknown = ids.find((id) => !known.some((group) => group.id === id))
  if (unknown !== undefined) throw unknownMember(unknown)
  const [loop] = await tx.query<{ id: string }>(
    `SELECT w.id FROM unnest($3::uuid[]) AS w(id) WHERE w.id = $2 OR EXISTS (
       SELECT 1 FROM group_closure c WHERE c.tenant_id = $1 AND c.ancestor_id = w.id AND c.descendant_id = $2) LIMIT 1`,
    [tx.tenantId, groupId, ids],
  )
  if (loop) {
    throw invalidValue(
      loop.id === groupId
        ? 'members: a group cannot be a member of itself.'
        : `members: the group ${loop.id} holds this group already, directly or through others; a group cannot be within itself.`,
    )
  }
  const added = await tx.query<{ id: string }>(
    `INSERT INTO group_nestings (tenant_id, group_id, member_id) SELECT $1, $2, unnest($3::uuid[])
     ON CONFLICT DO NOTHING RETURNING member_id AS id`,
    [tx.tenantId, groupId, ids],
  )
  if (added.length === 0) return []
  await settleClosure(tx, [groupId])
  await refuseTooMany(tx, groupId)
  const fresh = new Set(added.map(({ id }) => id))
  return known.filter(({ id }) => fresh.has(id))
}

export function unknownMember(id: string): Error {
  return invalidValue(`members: this directory has no User and no Group with the id ${quote(id)}.`)
}

/** Changes of who is within whom come one after the other in a directory; taken behind the group's own row. */
export async function lockNestings(tx: TenantTx, directoryId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`nestings/${tx.tenantId}/${directoryId}`])
}

/** Writes anew what these groups, and those that they are within, hold. Call it with the nestings held. */
export async function settleClosure(tx: TenantTx, groupIds: readonly string[]): Promise<void> {
  await tx.query(
    `WITH RECURSIVE touched AS (
       SELECT unnest($2::uuid[]) AS id
       UNION SELECT c.ancestor_id FROM group_closure c WHERE c.tenant_id = $1 AND c.descendant_id = ANY($2::uuid[])
     ),
     held AS (
       SELECT t.id AS ancestor, n.member_id AS descendant
       FROM touched t JOIN group_nestings n ON n.tenant_id = $1 AND n.group_id = t.id
       UNION
       SELECT h.ancestor, n.member_id FROM held h JOIN group_nestings n ON n.tenant_id = $1 AND n.group_id = h.descendant
     ),
     gone AS (
       DELETE FROM group_closure c USING touched t WHERE c.tenant_id = $1 AND c.ancestor_id = t.id
         AND NOT EXISTS (SELECT 1 FROM held h WHERE h.ancestor = c.ancestor_id AND h.descendant = c.descendant_id)
     )
     INSERT INTO group_closure (tenant_id, descendant_id, ancestor_id) SELECT $1, descendant, ancestor FROM held
     ON CONFLICT DO NOTHING`,
    [tx.tenantId, groupIds],
  )
}

/**
 * Before a group goes: those that hold it get a new version.
 * @returns the groups whose contents must be settled once it is gone
 */
export async function leaveNestings(tx: TenantTx, directoryId: string, groupId: string): Promise<string[]> {
  const nested = () =>
    tx.query<{ id: string; direct: boolean }>(
      `SELECT c.ancestor_id AS id, EXISTS (SELECT 1 FROM group_nestings n
         WHERE n.tenant_id = $1 AND n.group_id = c.ancestor_id AND n.member_id = $2) AS direct
       FROM group_closure c WHERE c.tenant_id = $1 AND c.descendant_id = $2
       UNION ALL SELECT $2, false WHERE EXISTS (SELECT 1 FROM group_closure c WHERE c.tenant_id = $1 AND c.ancestor_id = $2)`,
      [tx.tenantId, groupId],
    )
  if ((await nested()).length === 0) return []
  await lockNestings(tx, directoryId)
  const holders = (await nested()).filter(({ id }) => id !== groupId)
  await raiseVersions(
    tx,
    holders.filter(({ direct }) => direct).map(({ id }) => id),
  )
  return holders.map(({ id }) => id)
}

/** A new version for groups whose members have changed from elsewhere; in the order of their ids. */
async function raiseVersions(tx: TenantTx, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return
  await tx.query(
    `WITH held AS (
       SELECT g.id FROM groups g WHERE g.tenant_id = $1 AND g.id = ANY($2::uuid[]) ORDER BY g.id FOR NO KEY UPDATE
     )
     UPDATE groups g SET version = version + 1, updated_at = greatest(updated_at, clock_timestamp())
     FROM held WHERE g.tenant_id = $1 AND g.id = held.id`,
    [tx.tenantId, groupIds],
  )
}

/** The same for the groups that name a person who is about to go, but for those that have it already. */
export async function raiseGroupsOf(tx: TenantTx, userId: string, raised: readonly string[] = []): Promise<string[]> {
  if (!isUuid(userId)) return []
  const rows = await tx.query<{ id: string }>(
    `SELECT m.group_id AS id FROM group_members m
     WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.group_id <> ALL($3::uuid[])`,
    [tx.tenantId, userId, raised],
  )
  const ids = rows.map(({ id }) => id)
  await raiseVersions(tx, ids)
  return ids
}

async function refuseTooMany(tx: TenantTx, groupId: string): Promise<void> {
  const [large] = await tx.query(
    `SELECT c.ancestor_id FROM group_closure c WHERE c.tenant_id = $1 AND c.ancestor_id IN (
       SELECT $2::uuid UNION SELECT u.ancestor_id FROM group_closure u WHERE u.tenant_id = $1 AND u.descendant_id = $2)
     GROUP BY c.ancestor_id HAVING count(*) > $3 LIMIT 1`,
    [tx.tenantId, groupId, NESTED_AT_MOST],
  )
  if (large) throw invalidValue(`members: a group holds at most ${NESTED_AT_MOST} groups, those within them included.`)
}
