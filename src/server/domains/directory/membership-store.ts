import type { TenantTx } from '#server/platform/db/index.ts'
import { compileFilter } from './scim/compile-filter.ts'
import type { MembershipStep } from './scim/membership-plan.ts'
import { invalidValue, quote } from './scim/scim-failure.ts'
import type { Filter } from './scim/scim-filter.ts'
import { memberParts } from './sql-sources.ts'
import { isUuid } from './uuid.ts'

type Member = { id: string; name: string }
/** Who came and who went. */
export type MembershipChange = { added: Member[]; removed: Member[] }

/**
 * Carries out what was planned on a group whose row is held. A statement or two a step, however large
 * the group and however many the members.
 * @throws AppError `invalid_value` for members that this directory does not have
 */
export async function applyMembership(
  tx: TenantTx,
  directoryId: string,
  groupId: string,
  steps: readonly MembershipStep[],
): Promise<MembershipChange> {
  const change: MembershipChange = { added: [], removed: [] }
  // People before what refers to them (access/lock-owner-role.ts): also where a later step adds whom an earlier one removes.
  if (steps.length > 1) await holdPeople(tx, directoryId, steps.flatMap(comingIn))
  for (const step of steps) {
    if (step.kind === 'removeWhere') {
      change.removed.push(...(await removeWhere(tx, groupId, step.filter)))
    } else if (step.kind === 'replace') {
      change.added.push(...(await addMembers(tx, directoryId, groupId, [...step.members])))
      change.removed.push(...(await removeOthers(tx, groupId, [...step.members])))
    } else {
      change.added.push(...(await addMembers(tx, directoryId, groupId, [...step.add])))
      change.removed.push(...(await removeMembers(tx, groupId, [...step.remove])))
    }
  }
  return change
}

function comingIn(step: MembershipStep): string[] {
  if (step.kind === 'removeWhere') return []
  return [...(step.kind === 'replace' ? step.members : step.add)]
}

async function holdPeople(tx: TenantTx, directoryId: string, ids: string[]): Promise<void> {
  await tx.prepared(
    'scim-hold-people',
    `SELECT u.id FROM users u WHERE u.tenant_id = $1 AND u.directory_id = $2 AND u.id = ANY($3::uuid[]) FOR KEY SHARE`,
    [tx.tenantId, directoryId, ids.filter(isUuid)],
  )
}

async function addMembers(tx: TenantTx, directoryId: string, groupId: string, ids: string[]): Promise<Member[]> {
  if (ids.length === 0) return []
  const malformed = ids.find((id) => !isUuid(id))
  if (malformed !== undefined) throw unknownMember(malformed)
  // The people are held against deletion, so that a membership never outlives them half-made.
  const [row] = await tx.prepared<{ added: Member[] | null; unknown: string | null }>(
    'scim-add-members',
    `WITH wanted AS (SELECT DISTINCT unnest($4::uuid[]) AS id),
     known AS (
       SELECT u.id, u.display_name FROM users u
       WHERE u.tenant_id = $1 AND u.directory_id = $2 AND u.id IN (SELECT id FROM wanted) FOR KEY SHARE
     ),
     added AS (
       INSERT INTO group_members (tenant_id, group_id, user_id) SELECT $1, $3, id FROM known
       ON CONFLICT DO NOTHING RETURNING user_id
     )
     SELECT (SELECT json_agg(json_build_object('id', k.id, 'name', k.display_name))
             FROM added a JOIN known k ON k.id = a.user_id) AS added,
       (SELECT w.id FROM wanted w WHERE w.id NOT IN (SELECT id FROM known) LIMIT 1) AS unknown`,
    [tx.tenantId, directoryId, groupId, ids],
  )
  if (row?.unknown) throw unknownMember(row.unknown)
  return row?.added ?? []
}

const REMOVE = `DELETE FROM group_members gm USING users mu
  WHERE gm.tenant_id = $1 AND gm.group_id = $2 AND mu.tenant_id = gm.tenant_id AND mu.id = gm.user_id`
const REMOVED = 'RETURNING mu.id, mu.display_name AS name'

async function removeMembers(tx: TenantTx, groupId: string, ids: string[]): Promise<Member[]> {
  const named = ids.filter(isUuid)
  if (named.length === 0) return []
  return tx.prepared<Member>('scim-remove-members', `${REMOVE} AND gm.user_id = ANY($3::uuid[]) ${REMOVED}`, [
    tx.tenantId,
    groupId,
    named,
  ])
}

function removeOthers(tx: TenantTx, groupId: string, kept: string[]): Promise<Member[]> {
  return tx.prepared<Member>('scim-keep-members', `${REMOVE} AND gm.user_id <> ALL($3::uuid[]) ${REMOVED}`, [
    tx.tenantId,
    groupId,
    kept.filter(isUuid),
  ])
}

function removeWhere(tx: TenantTx, groupId: string, filter: Filter): Promise<Member[]> {
  const values: unknown[] = [tx.tenantId, groupId]
  return tx.query<Member>(`${REMOVE} AND ${compileFilter(filter, memberParts(), values)} ${REMOVED}`, values)
}

function unknownMember(id: string): Error {
  return invalidValue(`members: this directory has no User with the id ${quote(id)}.`)
}
