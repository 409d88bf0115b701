import type { HistoryEvent } from '#server/domains/audit/index.ts'
import type { CastMember, DemoCast } from './demo-cast.ts'
import type { DemoEvents } from './demo-events.ts'
import { deployment, integrationSync, nightlyBackup } from './product-activity.ts'
import type { SeededRandom } from './seeded-random.ts'
import { isWeekend } from './working-rhythm.ts'

export type DemoApiKey = { id: string; name: string; permissions: string[]; createdAt: Date; revokedAt: Date | null }

type Story = {
  cast: DemoCast
  /** UTC midnights, the first working day first. */
  days: readonly Date[]
  events: DemoEvents
  random: SeededRandom
}

const at = (day: Date, hour: number, minute: number, second = 0) =>
  new Date(day.getTime() + ((hour * 60 + minute) * 60 + second) * 1000)

/** The first push of the directory: everybody who is there from the start, then the groups. */
export function initialPush(cast: DemoCast, start: Date, events: DemoEvents): HistoryEvent[] {
  const pushed: HistoryEvent[] = []
  let time = start.getTime()
  const next = (milliseconds: number) => {
    time += milliseconds
    return new Date(time)
  }
  const first = cast.people.filter((person) => person.joinedDay === 0)
  for (const person of first) pushed.push(events.pushedUser(next(1_150), person))
  for (const group of cast.groups) {
    const members = first.filter((person) => group.memberIds.includes(person.id))
    pushed.push(events.pushedGroup(next(900), group, members.length))
    if (members.length > 0) pushed.push(events.addedMembers(next(5), group, members))
  }
  return pushed
}

/** Joiners and leavers, at night, as the directory pushes them. The rows under Members say the same. */
export function comingAndGoing({ cast, days, events, random }: Story): HistoryEvent[] {
  return cast.people.flatMap((person) => {
    const told: HistoryEvent[] = []
    const joined = days[person.joinedDay - 1]
    if (joined) {
      const time = at(joined, 1, random.between(0, 50))
      told.push(events.pushedUser(time, person))
      cast.groups
        .filter((group) => group.memberIds.includes(person.id))
        .forEach((group, index) => {
          told.push(events.addedMembers(new Date(time.getTime() + 700 * (index + 1)), group, [person]))
        })
    }
    const left = person.leftDay === null ? undefined : days[person.leftDay - 1]
    if (left) {
      told.push(events.disabledUser(at(left, 2, random.between(0, 50)), person))
      for (let tries = random.between(0, 2); tries > 0; tries--) {
        told.push(events.rejectedSignIn(at(left, 8 + tries, random.between(0, 59)), 'user_disabled', person))
      }
    }
    return told
  })
}

/** Keys of the vendor's product: the first is replaced half-way through. */
export function apiKeys(
  { cast, days, events }: Story,
  makeId: () => string,
): { keys: DemoApiKey[]; events: HistoryEvent[] } {
  const owner = cast.people[0] as CastMember
  const made = at(days[0] as Date, 10, 14)
  const replaced = at(days[Math.floor(days.length / 2)] as Date, 9, 42)
  const permissions = ['audit:write']
  const old: DemoApiKey = {
    id: makeId(),
    name: 'Product events',
    permissions,
    createdAt: made,
    revokedAt: new Date(replaced.getTime() + 480_000),
  }
  const current: DemoApiKey = {
    id: makeId(),
    name: 'Product events (rotated)',
    permissions,
    createdAt: replaced,
    revokedAt: null,
  }
  return {
    keys: [old, current],
    events: [
      events.apiKey(made, owner, old, true),
      events.apiKey(replaced, owner, current, true),
      events.apiKey(old.revokedAt as Date, owner, old, false),
    ],
  }
}

/** Before dawn of a Sunday somebody tries many times from an address nobody works at; nobody gets in. */
export function nightOfTries({ days, events, random }: Story): HistoryEvent[] {
  const sunday = days.findLast((day, index) => day.getUTCDay() === 0 && index < days.length - 6)
  if (!sunday) return []
  const stranger = { ip: '203.0.113.201', userAgent: 'python-requests/2.32.5' }
  const tries = Array.from({ length: 14 }, (_, index) =>
    events.rejectedSignIn(
      at(sunday, 2, 41, index * 21 + random.between(0, 9)),
      random.pick(['replay', 'issuer', 'status']),
      stranger,
    ),
  )
  return tries
}

/** What happens by itself and by habit. `intensity`: 1 for the larger tenant, less for quieter ones. */
export function routine({ cast, days, events, random }: Story, intensity: number): HistoryEvent[] {
  const often = (probability: number) => random.chance(probability * intensity)
  const [owner, admin, , planner, , agent] = cast.people
  return days.flatMap((day, index) => {
    const told: HistoryEvent[] = []
    const present = cast.people.filter((person) => person.joinedDay < index && (person.leftDay ?? Infinity) > index + 1)
    if (often(1)) told.push(nightlyBackup(at(day, 3, 30, random.between(0, 200)), events, random))
    for (let hour = 1; hour < 24; hour += 4)
      if (often(1)) told.push(integrationSync(at(day, hour, 5, random.between(0, 40)), events, random))
    if (isWeekend(day)) return told
    // Okta's nightly run brings what the people team changed during the day.
    if (present.length > 0 && often(0.8)) {
      for (let left = random.between(1, 6); left > 0; left--) {
        const changed = random.pick([
          ['title'],
          ['department', 'title'],
          ['displayName'],
          ['phoneNumbers'],
          ['manager'],
        ])
        told.push(
          events.changedUser(at(day, 2, random.between(5, 55), random.between(0, 59)), random.pick(present), changed),
        )
      }
    }
    for (let left = random.between(0, 4); left > 0; left--) {
      if (often(1)) told.push(...deployment(at(day, random.between(9, 16), random.between(0, 59)), events, random))
    }
    if (agent && often(0.35)) {
      const wanted = random.pick(['audit:read', 'sso-connection:read', 'api-key:read'])
      told.push(events.deniedAccess(at(day, random.between(9, 16), random.between(0, 59)), agent, wanted))
    }
    if (planner && often(0.12))
      told.push(events.deniedAccess(at(day, 11, random.between(0, 59)), planner, 'directory:read'))
    // A deputy holds a role for a day and gives it back.
    if (owner && admin && random.chance(0.04)) {
      told.push(events.directRole(at(day, 8, random.between(0, 59)), admin, owner, 'auditor', true))
      told.push(events.directRole(at(day, 17, random.between(0, 59)), admin, owner, 'auditor', false))
    }
    return told
  })
}
