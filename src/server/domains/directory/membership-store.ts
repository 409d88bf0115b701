import type { TenantTx } from '#server/platform/db/index.ts'
import { lockNestings, nestGroups, settleClosure, unknownMember } from './nesting-store.ts'
import { compileFilter } from './scim/compile-filter.ts'
import type { MembershipStep } from './scim/membership-plan.ts'
import { nestedParts, personParts } from './sql-sources.ts'
import { isUuid } from './uuid.ts'

type Member = { id: string; name: string; type: 'user' | 'group' }
/** Who came and who went. */
export type MembershipChange = { added: Member[]; removed: Member[] }

/**
 * Carries out what was planned on a group whose row is held. A statement or two a step, however large
 * the group and however many the members; a few more only where a member is a group.
 * @throws AppError `invalid_value` for members that this directory does not have, and for groups that would make a loop
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
    change.added.push(...(await addMembers(tx, directoryId, groupId, comingIn(step))))
    const removed = await removeMembers(tx, groupId, step)
    if (removed.some(({ type }) => type === 'group')) {
      await lockNestings(tx, directoryId)
      await settleClosure(tx, [groupId])
    }
    change.removed.push(...removed)
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
    `SELECT u.id FROM users u WHERE u.tenant_id = $1 AND u.directory_id IS NOT DISTINCT FROM $2 AND u.id = ANY($3::uuid[]) FOR KEY SHARE`,
    [tx.tenantId, directoryId, ids.filter(isUuid)],
  )
}

/** Thrown where not every id was a person's: groups among the members take more than one statement. */
export class NotOnlyPeople {}

/** The ids of a plan that only adds members; null for any other. */
export function onlyAdds(steps: readonly MembershipStep[]): string[] | null {
  const [step, ...others] = steps
  if (step?.kind !== 'change' || others.length > 0 || step.remove.size > 0 || step.add.size === 0) return null
  const ids = [...step.add]
  return ids.every(isUuid) ? ids : null
}

/**
 * Adds people in one statement, which may be on its way together with others.
 * @throws NotOnlyPeople where one of the ids is none of a person of this directory
 */
export async function addPeople(
  tx: TenantTx,
  directoryId: string,
  groupId: string,
  ids: string[],
): Promise<MembershipChange> {
  const { people, others } = await insertPeople(tx, directoryId, groupId, ids)
  if (others.length > 0) throw new NotOnlyPeople()
  return { added: people, removed: [] }
}

async function addMembers(tx: TenantTx, directoryId: string, groupId: string, ids: string[]): Promise<Member[]> {
  if (ids.length === 0) return []
  const malformed = ids.find((id) => !isUuid(id))
  if (malformed !== undefined) throw unknownMember(malformed)
  const { people, others } = await insertPeople(tx, directoryId, groupId, ids)
  if (others.length === 0) return people
  const groups = await nestGroups(tx, directoryId, groupId, others)
  return [...people, ...groups.map((group) => ({ ...group, type: 'group' as const }))]
}

/** Those who were no members before, and the ids that are no person's. */
async function insertPeople(
  tx: TenantTx,
  directoryId: string,
  groupId: string,
  ids: string[],
): Promise<{ people: Member[]; others: string[] }> {
  // The people are held against deletion, so that a membership never outlives them half-made.
  const [row] = await tx.prepared<{ added: Omit<Member, 'type'>[] | null; others: string[] | null }>(
    'scim-add-members',
    `WITH wanted AS (SELECT DISTINCT unnest($4::uuid[]) AS id),
     known AS (
       SELECT u.id, u.display_name FROM users u
       WHERE u.tenant_id = $1 AND u.directory_id IS NOT DISTINCT FROM $2 AND u.id IN (SELECT id FROM wanted) FOR KEY SHARE
     ),
     added AS (
       INSERT INTO group_members (tenant_id, group_id, user_id) SELECT $1, $3, id FROM known
       ON CONFLICT DO NOTHING RETURNING user_id
     )
     SELECT (SELECT json_agg(json_build_object('id', k.id, 'name', k.display_name))
             FROM added a JOIN known k ON k.id = a.user_id) AS added,
       (SELECT json_agg(w.id) FROM wanted w WHERE w.id NOT IN (SELECT id FROM known)) AS others`,
    [tx.tenantId, directoryId, groupId, ids],
  )
  const people = (row?.added ?? []).map((person) => ({ ...person, type: 'user' as const }))
  return { people, others: row?.others ?? [] }
}

function removeMembers(tx: TenantTx, groupId: string, step: MembershipStep): Promise<Member[]> | Member[] {
  const values: unknown[] = [tx.tenantId, groupId]
  if (step.kind === 'removeWhere') {
    const people = compileFilter(step.filter, personParts, values)
    return tx.query<Member>(removal(people, compileFilter(step.filter, nestedParts, values)), values)
  }
  if (step.kind === 'replace') {
    values.push([...step.members].filter(isUuid))
    const others = removal('gm.user_id <> ALL($3::uuid[])', 'gn.member_id <> ALL($3::uuid[])')
    return tx.prepared<Member>('scim-keep-members', others, values)
  }
  const named = [...step.remove].filter(isUuid)
  if (named.length === 0) return []
  values.push(named)
  const these = removal('gm.user_id = ANY($3::uuid[])', 'gn.member_id = ANY($3::uuid[])')
  return tx.prepared<Member>('scim-remove-members', these, values)
}

function removal(people: string, groups: string): string {
  return `WITH people AS (
      DELETE FROM group_members gm USING users mu
      WHERE gm.tenant_id = $1 AND gm.group_id = $2 AND mu.tenant_id = gm.tenant_id AND mu.id = gm.user_id AND ${people}
      RETURNING mu.id, mu.display_name AS name
    ),
    nested AS (
      DELETE FROM group_nestings gn USING groups mg
      WHERE gn.tenant_id = $1 AND gn.group_id = $2 AND mg.tenant_id = gn.tenant_id AND mg.id = gn.member_id AND ${groups}
      RETURNING mg.id, mg.display_name AS name
    )
    SELECT id, name, 'user' AS type FROM people UNION ALL SELECT id, name, 'group' FROM nested`
}
