import type { z } from 'zod'
import type { Member, membersGetInput } from '#contracts/members.ts'
import { recentEventsAbout } from '#server/domains/audit/index.ts'
import { openSessionsOfPerson } from '#server/domains/identity/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { memberById, toSummary } from './member-store.ts'
import { groupsOfPerson, rolesWithSources } from './person-store.ts'

const RECENT_EVENTS = 10
const SESSIONS_AT_MOST = 100

/**
 * One person with what gives them each role. Sessions and events are null for a reader who lacks
 * `session:read` or `audit:read`.
 * @throws AppError `not_found`
 */
export function getMember(scope: TenantScope<'member:read'>, input: z.infer<typeof membersGetInput>): Promise<Member> {
  return withTenant(scope, async (tx) => {
    const row = await memberById(tx, input.id)
    const [roles, groups, sessions, recentEvents] = await Promise.all([
      rolesWithSources(tx, row.id),
      groupsOfPerson(tx, row.id),
      tx.may('session:read').then((may) => (may ? openSessionsOfPerson(tx, row.id, SESSIONS_AT_MOST) : null)),
      tx.may('audit:read').then((may) => (may ? recentEventsAbout(tx, row.id, RECENT_EVENTS) : null)),
    ])
    return { ...toSummary(row, []), externalId: row.externalId, roles, groups, sessions, recentEvents }
  })
}
