import type { HistoryEvent } from '#server/domains/audit/index.ts'
import type { CastMember, DemoCast } from './demo-cast.ts'
import { DemoEvents } from './demo-events.ts'
import { apiKeys, comingAndGoing, type DemoApiKey, nightOfTries, routine } from './demo-story.ts'
import { activityOf, agentRun } from './product-activity.ts'
import type { SeededRandom } from './seeded-random.ts'
import { DAY_MS, eventsByDay, workingMoment } from './working-rhythm.ts'

export type DemoSession = {
  id: string
  userId: string
  ip: string
  userAgent: string
  createdAt: Date
  lastSeenAt: Date
  revokedAt: Date | null
}
export type DemoHistory = { events: HistoryEvent[]; sessions: DemoSession[]; apiKeys: DemoApiKey[] }

export type DemoHistoryInput = {
  cast: DemoCast
  /** UTC midnight of the first day. */
  firstDay: Date
  /** Nothing happens at or after it. */
  end: Date
  /** Exactly so many events. */
  count: number
  random: SeededRandom
  makeId: () => string
}

/** Events of the larger tenant; quieter tenants have fewer routines too. */
const FULL = 20_000
const MINUTE_MS = 60_000

/** What happened in a tenant from its first working day until now, in order, and the sessions it happened in. */
export function demoHistory(input: DemoHistoryInput): DemoHistory {
  const { cast, firstDay, end, count, random, makeId } = input
  const events = new DemoEvents(cast, random)
  const days: Date[] = []
  for (let time = firstDay.getTime(); time < end.getTime(); time += DAY_MS) days.push(new Date(time))
  const story = { cast, days, events, random }
  const past = ({ recordedAt }: HistoryEvent) => recordedAt < end

  const keys = apiKeys(story, makeId)
  const told = [...keys.events, ...comingAndGoing(story), ...(count >= FULL / 10 ? nightOfTries(story) : [])].filter(
    past,
  )
  const habits = routine(story, Math.min(1, Math.max(0.12, count / FULL))).filter(past)
  told.push(...habits.slice(0, Math.floor((count - told.length) / 3)))

  const visits = new Visits(input, events)
  told.push(...visits.stillOpen(Math.min(9, Math.floor(count / 100))))
  const perDay = eventsByDay(days, Math.max(0, count - told.length), end, random)
  for (const [index, day] of days.entries()) told.push(...visits.ofDay(day, index, perDay[index] ?? 0))

  told.sort((left, right) => left.recordedAt.getTime() - right.recordedAt.getTime())
  if (told.length !== count)
    throw new RangeError(`${told.length} events instead of ${count}: too few were asked for to tell the story`)
  return {
    events: told,
    sessions: visits.sessions,
    apiKeys: keys.keys,
  }
}

class Visits {
  readonly sessions: DemoSession[] = []
  readonly #input: DemoHistoryInput
  readonly #events: DemoEvents

  constructor(input: DemoHistoryInput, events: DemoEvents) {
    this.#input = input
    this.#events = events
  }

  /** `budget` events of one day, neither more nor fewer. */
  ofDay(day: Date, index: number, budget: number): HistoryEvent[] {
    const { cast, end, random } = this.#input
    const present = cast.people.filter(
      (person) => person.joinedDay <= index && (person.leftDay ?? Infinity) > index + 1,
    )
    const told: HistoryEvent[] = []
    while (told.length < budget) {
      const at = workingMoment(day, end, random)
      const kind = random.next()
      if (kind < 0.12) told.push(agentRun(at, this.#events, random))
      else if (kind < 0.16)
        told.push(
          this.#events.rejectedSignIn(
            at,
            random.pick(['expired', 'single_use', 'browser', 'status']),
            random.pick(present),
          ),
        )
      else if (budget - told.length < 3) told.push(activityOf(random.pick(present), at, this.#events, random))
      else told.push(...this.#visit(this.#visitor(present), at, budget - told.length))
    }
    return told
  }

  /** People who are signed in now. */
  stillOpen(people: number): HistoryEvent[] {
    const { cast, end, random } = this.#input
    const chosen = cast.people.filter((person) => person.leftDay === null && person.joinedDay === 0)
    return Array.from({ length: people }, (_, index) => {
      const person = chosen[(index * 7) % chosen.length] as CastMember
      const at = new Date(end.getTime() - random.between(25, 300) * MINUTE_MS)
      return this.#visit(person, at, random.between(5, 8), false)
    }).flat()
  }

  /** The named people come a little more often. */
  #visitor(present: readonly CastMember[]): CastMember {
    const { random } = this.#input
    return random.chance(0.08) ? random.pick(present.slice(0, 6)) : random.pick(present)
  }

  /** A sign-in, some work and, now and then, a sign-out; `budget` events at most. */
  #visit(person: CastMember, at: Date, budget: number, ends = true): HistoryEvent[] {
    const { end, random, makeId } = this.#input
    const last = end.getTime() - 1
    const sessionId = makeId()
    const told = this.#events.signIn(person, sessionId, at)
    let time = told.at(-1)?.recordedAt.getTime() ?? at.getTime()
    const later = () => {
      time = Math.min(last, time + random.between(15, 840) * 1000)
      return new Date(time)
    }
    const work = Math.min(random.between(2, 11), budget - told.length)
    for (let left = work; left > 0; left--) told.push(activityOf(person, later(), this.#events, random))
    const revokedAt = ends && told.length < budget && random.chance(0.35) ? later() : null
    if (revokedAt) told.push(this.#events.endedSession(revokedAt, sessionId, person))
    for (const event of told) if (event.recordedAt.getTime() > last) event.recordedAt = new Date(last)
    this.sessions.push({
      id: sessionId,
      userId: person.id,
      ip: person.ip,
      userAgent: person.userAgent,
      createdAt: told[2]?.recordedAt ?? at,
      lastSeenAt: new Date(time),
      revokedAt,
    })
    return told
  }
}
