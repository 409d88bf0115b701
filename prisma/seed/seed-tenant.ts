import { randomBytes } from 'node:crypto'
import type { Permission } from '#contracts/permissions.ts'
import { assignRole, authorize } from '#server/domains/access/index.ts'
import { type HistoryEvent, recordHistory } from '#server/domains/audit/index.ts'
import { createDirectory, createScimToken, mapGroupRole } from '#server/domains/directory/index.ts'
import { createSsoConnection } from '#server/domains/identity/index.ts'
import { createTenant } from '#server/domains/tenancy/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { castGroups, castPeople, type DemoCast } from './demo-cast.ts'
import { DemoEvents } from './demo-events.ts'
import { demoHistory } from './demo-history.ts'
import type { DemoPerson } from './demo-people.ts'
import { datedRows, keepPeople, keepSessionsAndKeys } from './demo-rows.ts'
import { initialPush } from './demo-story.ts'
import { eventsOfLastPush, lastPush } from './last-push.ts'
import { SeededRandom } from './seeded-random.ts'
import { DAY_MS } from './working-rhythm.ts'

export type DemoTenantInput = {
  slug: string
  name: string
  people: readonly DemoPerson[]
  connection: Parameters<typeof createSsoConnection>[1]
  directory: { name: string; provider: 'okta' | 'entra' }
  /** Roles by group; `Everyone` is a group like any other. */
  groupRoles: Record<string, string>
  /** Events in the whole log. */
  events: number
  days: number
  randomSeed: number
  now: Date
}

const EVENTS_A_TRANSACTION = 2_000
const MINUTE_MS = 60_000

/**
 * Makes one tenant through the operations that an operator and an admin would use, then its past. Each
 * operation states (`at`) when it is said to have run, since a log never goes back in time.
 */
export async function seedTenant(input: DemoTenantInput): Promise<void> {
  const tenantId = newId()
  const random = new SeededRandom(input.randomSeed)
  const start = firstWorkday(new Date(input.now.getTime() - input.days * DAY_MS))
  const scope = <P extends Permission>(permission: P, minute = 0): TenantScope<P> =>
    authorize(
      {
        type: 'system',
        tenantId,
        task: 'seed',
        at: new Date(start.getTime() + minute * MINUTE_MS),
        request: { source: 'cli', requestId: newId() },
      },
      permission,
    )
  let recorded = 0
  const record = async (events: readonly HistoryEvent[]) => {
    for (let from = 0; from < events.length; from += EVENTS_A_TRANSACTION) {
      recorded = await recordHistory(scope('audit:write'), events.slice(from, from + EVENTS_A_TRANSACTION))
    }
  }

  await createTenant(scope('tenant:create'), { slug: input.slug, name: input.name })
  const connection = await createSsoConnection(scope('sso-connection:manage', 8), input.connection)
  const directory = {
    ...(await createDirectory(scope('directory:manage', 19), input.directory)),
    name: input.directory.name,
  }
  // Its secret is thrown away after the last push: nobody pushes to the demo before they make a token of their own.
  const token = await createScimToken(scope('directory:manage', 21), {
    directoryId: directory.id,
    name: 'Provisioning',
    expiresInDays: null,
  })

  const days = Math.floor((startOfDay(input.now).getTime() - startOfDay(start).getTime()) / DAY_MS)
  const people = castPeople(input.people, { days, random, makeId: newId })
  const cast: DemoCast = { tenantId, people, groups: castGroups(people, newId), directory, connection }
  await withTenant(scope('scim:write'), (tx) => keepPeople(tx, cast, start))
  await record(initialPush(cast, new Date(start.getTime() + 25 * MINUTE_MS), new DemoEvents(cast, random)))

  let minute = 45
  const owner = people[0]
  if (owner) await assignRole(scope('role:assign', minute), { memberId: owner.id, roleKey: 'owner' })
  for (const [groupName, roleKey] of Object.entries(input.groupRoles)) {
    minute += 1
    await mapGroupRole(scope('group:map', minute), { directoryId: directory.id, groupName, roleKey })
  }
  recorded += 1 + Object.keys(input.groupRoles).length

  const history = demoHistory({
    cast,
    firstDay: new Date(startOfDay(start).getTime() + DAY_MS),
    end: input.now,
    count: input.events - recorded - eventsOfLastPush(cast),
    random,
    makeId: newId,
  })
  await record(history.events)
  await withTenant(scope('audit:write'), async (tx) => {
    await keepSessionsAndKeys(tx, cast, history, () => randomBytes(32))
    await datedRows(tx, { start, tokenId: token.tokenId, lastPushAt: new Date(input.now.getTime() - 17 * MINUTE_MS) })
  })
  await lastPush({ cast, history, provider: input.directory.provider, token: token.token })
}

/** Whether a tenant was seeded to the end: the last transaction dates the token's last use. */
export async function isSeeded(tenantId: string): Promise<boolean> {
  const scope = authorize(
    { type: 'system', tenantId, task: 'seed', request: { source: 'cli', requestId: newId() } },
    'directory:read',
  )
  const rows = await withTenant(scope, (tx) =>
    tx.query('SELECT 1 FROM scim_tokens WHERE tenant_id = $1 AND last_used_at IS NOT NULL LIMIT 1', [tenantId]),
  )
  return rows.length > 0
}

/** 08:12 UTC of that day, or of the Friday before when it is a weekend: nobody sets up sign-on on a Sunday. */
function firstWorkday(day: Date): Date {
  const weekday = day.getUTCDay()
  const back = weekday === 0 ? 2 : weekday === 6 ? 1 : 0
  return new Date(startOfDay(day).getTime() - back * DAY_MS + (8 * 60 + 12) * MINUTE_MS)
}

function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS)
}
