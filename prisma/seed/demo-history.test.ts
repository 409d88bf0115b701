import { describe, expect, it } from 'vitest'
import { AUDIT_ACTIONS, type AuditAction } from '#contracts/audit-events.ts'
import { auditIngestInput } from '#contracts/audit-ingest.ts'
import { castGroups, castPeople, type DemoCast } from './demo-cast.ts'
import { DemoEvents } from './demo-events.ts'
import { demoHistory } from './demo-history.ts'
import { demoPeople } from './demo-people.ts'
import { initialPush } from './demo-story.ts'
import { SeededRandom } from './seeded-random.ts'
import { DAY_MS } from './working-rhythm.ts'

const END = new Date('2026-06-18T15:20:00Z')
const DAYS = 90
const START = new Date(END.getTime() - DAYS * DAY_MS)

function history(options: { count: number; people?: number; seed?: number; end?: Date }) {
  const { count, people: size = 200, seed = 1, end = END } = options
  let made = 0
  const makeId = () => {
    made += 1
    return `00000000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`
  }
  const random = new SeededRandom(seed)
  const people = castPeople(demoPeople('acme').slice(0, size), { days: DAYS, random, makeId })
  const cast: DemoCast = {
    tenantId: makeId(),
    people,
    groups: castGroups(people, makeId),
    directory: { id: makeId(), name: 'Okta' },
    connection: { id: makeId(), name: 'Sign-on', protocol: 'saml' },
  }
  const pushed = initialPush(cast, START, new DemoEvents(cast, random))
  const firstDay = new Date(Math.floor(START.getTime() / DAY_MS) * DAY_MS + DAY_MS)
  return { cast, pushed, ...demoHistory({ cast, firstDay, end, count, random, makeId }) }
}

const large = history({ count: 19_700 })

describe('the demo history', () => {
  it('is the same at every run', () => {
    expect(history({ count: 19_700 })).toEqual(large)
  })

  it.each([
    [19_700, 200],
    [3_700, 200],
    [170, 6],
  ])('has exactly the %i events that were asked for', (count, people) => {
    expect(history({ count, people, seed: 2 }).events).toHaveLength(count)
  })

  it.each(['2026-06-18T00:00:04Z', '2026-06-21T03:00:00Z', '2026-06-22T23:59:59Z'])(
    'is in order and over before %s',
    (text) => {
      const end = new Date(text)
      const times = history({ count: 4_000, end }).events.map(({ recordedAt }) => recordedAt.getTime())
      expect(times).toEqual([...times].sort((left, right) => left - right))
      expect(times.at(-1)).toBeLessThan(end.getTime())
    },
  )

  it("holds Gatehouse's own events to their contract, and the product's to the API's", () => {
    const faults = [...large.pushed, ...large.events].flatMap((event) => {
      const own = AUDIT_ACTIONS[event.action as AuditAction]
      const result =
        own?.metadata.safeParse(event.metadata) ??
        auditIngestInput.safeParse({
          action: event.action,
          occurredAt: event.occurredAt ?? undefined,
          actor: event.actor,
          targets: event.targets,
          outcome: event.outcome,
          context: { ip: event.context.ip, userAgent: event.context.userAgent, location: event.context.location },
          metadata: event.metadata,
        })
      return result.success ? [] : [{ action: event.action, issues: result.error.issues }]
    })
    expect(faults).toEqual([])
  })

  it('keeps to working days and working hours', () => {
    const byWeekday = Array.from({ length: 7 }, () => 0)
    let atNight = 0
    for (const { recordedAt, context } of large.events) {
      byWeekday[recordedAt.getUTCDay()] = (byWeekday[recordedAt.getUTCDay()] ?? 0) + 1
      if (recordedAt.getUTCHours() < 5 && context.source !== 'scim') atNight += 1
    }
    const [sunday, monday, tuesday, wednesday, thursday, friday, saturday] = byWeekday as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    expect(Math.max(sunday, saturday) * 4).toBeLessThan(Math.min(monday, tuesday, wednesday, thursday, friday))
    expect(atNight / large.events.length).toBeLessThan(0.03)
  })

  it('agrees with who is there: nobody acts before they came or after they left', () => {
    const disabled = new Map<string, number>()
    const created = new Map(
      large.pushed.filter(({ action }) => action === 'user.create').map((event) => [event.targets[0]?.id, 0]),
    )
    for (const event of large.events) {
      const subject = event.targets[0]?.id as string
      if (event.action === 'user.create') created.set(subject, event.recordedAt.getTime())
      if (event.action === 'user.disable') disabled.set(subject, event.recordedAt.getTime())
      if (event.action !== 'session.create') continue
      expect(created.has(event.actor.id)).toBe(true)
      expect(disabled.has(event.actor.id as string)).toBe(false)
    }
    expect(created.size).toBe(large.cast.people.length)
    expect(disabled.size).toBe(large.cast.people.filter(({ leftDay }) => leftDay !== null).length)
    expect(disabled.size).toBeGreaterThan(3)
  })

  it('has refusals, failures, deployments, exports and nights of provisioning', () => {
    const count = (action: string, result = 'success') =>
      large.events.filter((event) => event.action === action && event.outcome.result === result).length
    expect(count('sign_in.reject', 'denied')).toBeGreaterThan(50)
    expect(count('access.deny', 'denied')).toBeGreaterThan(10)
    expect(count('document.export', 'denied')).toBeGreaterThan(20)
    expect(count('workflow.execute', 'failure')).toBeGreaterThan(20)
    expect(count('deployment.start')).toBeGreaterThan(60)
    expect(count('user.update')).toBeGreaterThan(100)
  })

  it('tells of no verification: the mark stands only for a check that ran', () => {
    expect(large.events.filter((event) => event.action === 'audit.verify')).toEqual([])
  })

  it('leaves some sessions open and tells of every session', () => {
    const told = new Set(
      large.events.filter(({ action }) => action === 'session.create').map((event) => event.targets[0]?.id),
    )
    expect(new Set(large.sessions.map(({ id }) => id))).toEqual(told)
    const open = large.sessions.filter(
      ({ createdAt, revokedAt }) => !revokedAt && createdAt.getTime() > END.getTime() - DAY_MS / 3,
    )
    expect(open.length).toBeGreaterThanOrEqual(9)
  })
})
