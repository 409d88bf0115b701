import { REHEARSED_PEOPLE_AT_MOST } from '#contracts/rehearsals.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { membersOfGroups } from './access-store.ts'
import type { Wanted, WantedPerson } from './wanted.ts'

/**
 * The people and groups that are here, as a provider that has the same ones would send them: those of the directory, or
 * all of them for a directory that is not there yet.
 * @param groupsOf whose groups: the directory's own, or those of the one whose mapping a new one takes over
 * @throws AppError `too_many`
 */
export async function wantedOfTenant(
  tx: TenantTx,
  { directoryId, groupsOf }: { directoryId: string | null; groupsOf: string | null },
): Promise<Wanted> {
  const people = await tx.query<WantedPerson & { id: string }>(
    `SELECT id, user_name AS "userName", external_id AS "externalId", display_name AS "displayName",
       given_name AS "givenName", family_name AS "familyName", email, title, department, active
     FROM users WHERE tenant_id = $1 AND ($2::uuid IS NULL OR directory_id = $2) ORDER BY id LIMIT $3`,
    [tx.tenantId, directoryId, REHEARSED_PEOPLE_AT_MOST + 1],
  )
  if (people.length > REHEARSED_PEOPLE_AT_MOST) {
    throw new AppError({
      code: 'too_many',
      message: `A rehearsal takes at most ${REHEARSED_PEOPLE_AT_MOST} people. Rehearse with a list of some of them.`,
    })
  }
  const names = new Map(people.map(({ id, userName }) => [id, userName.toLowerCase()]))
  const groups = groupsOf === null ? [] : await membersOfGroups(tx, groupsOf)
  return {
    people,
    groups: groups.map(({ name, members }) => ({
      name,
      members: new Set(members.flatMap((id) => names.get(id) ?? [])),
    })),
    removesOthers: false,
  }
}
