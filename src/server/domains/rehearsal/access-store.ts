import type { HeldRole } from '#contracts/rehearsals.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

export type PersonAccess = {
  id: string
  userName: string
  name: string
  active: boolean
  directoryId: string | null
  roles: HeldRole[]
}
/** `members` is a digest: the same for the same people. */
export type GroupState = { id: string; name: string; people: number; members: string; roles: string[] }

const PEOPLE_AT_MOST = 50_000

/** Everybody of the tenant by name, with the roles they hold and where from. One query. @throws AppError `too_many` */
export async function accessOfEverybody(tx: TenantTx): Promise<PersonAccess[]> {
  const people = await tx.query<PersonAccess>(
    `SELECT u.id, u.user_name AS "userName", u.display_name AS name, u.active, u.directory_id AS "directoryId",
       coalesce(held.roles, '[]') AS roles
     FROM users u
     LEFT JOIN (
       SELECT e.user_id, json_agg(DISTINCT jsonb_build_object('role', r.name, 'group', g.display_name, 'from',
         CASE WHEN e.group_id IS NOT NULL THEN 'group' WHEN e.connection_id IS NOT NULL THEN 'rule' ELSE 'hand' END)) AS roles
       FROM effective_roles e
       JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       LEFT JOIN groups g ON g.tenant_id = e.tenant_id AND g.id = e.group_id
       WHERE e.tenant_id = $1 GROUP BY e.user_id
     ) held ON held.user_id = u.id
     WHERE u.tenant_id = $1 ORDER BY lower(u.display_name), u.id LIMIT ${PEOPLE_AT_MOST + 1}`,
    [tx.tenantId],
  )
  if (people.length <= PEOPLE_AT_MOST) return people
  throw new AppError({
    code: 'too_many',
    message: `A rehearsal compares the access of at most ${PEOPLE_AT_MOST} people, and this organisation has more.`,
  })
}

/** The groups of a directory by name, with how many people each has and which roles it gives. */
export function groupStates(tx: TenantTx, directoryId: string): Promise<GroupState[]> {
  return tx.query<GroupState>(
    `SELECT g.id, g.display_name AS name,
       held.people, held.members,
       ARRAY(SELECT DISTINCT r.name FROM group_role_mappings m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
         WHERE m.tenant_id = g.tenant_id AND m.directory_id = g.directory_id AND m.group_name_key = g.display_name_key ORDER BY 1) AS roles
     FROM groups g CROSS JOIN LATERAL (
       SELECT count(*)::int AS people, md5(coalesce(string_agg(m.user_id::text, ',' ORDER BY m.user_id), '')) AS members
       FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id
     ) held
     WHERE g.tenant_id = $1 AND g.directory_id = $2 ORDER BY lower(g.display_name), g.id`,
    [tx.tenantId, directoryId],
  )
}

export type MembersOfGroup = { id: string; name: string; members: string[] }

/** Its people, without those of groups within it: a provider pushes them by those. */
export function membersOfGroups(tx: TenantTx, directoryId: string): Promise<MembersOfGroup[]> {
  return tx.query<MembersOfGroup>(
    `SELECT g.id, g.display_name AS name, ARRAY(SELECT m.user_id FROM group_members m
       WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id ORDER BY 1)::text[] AS members
     FROM groups g WHERE g.tenant_id = $1 AND g.directory_id = $2 ORDER BY lower(g.display_name), g.id`,
    [tx.tenantId, directoryId],
  )
}

export async function directoryNamed(
  tx: TenantTx,
  id: string,
): Promise<{ id: string; name: string; mode: 'live' | 'dry-run' } | null> {
  const [row] = await tx.query<{ id: string; name: string; mode: 'live' | 'dry-run' }>(
    'SELECT id, name, mode FROM directories WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id],
  )
  return row ?? null
}
