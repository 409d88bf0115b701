import type { DemoPerson } from './demo-people.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Someone of the demo, with an id and with where and how long they work. */
export type CastMember = DemoPerson & {
  id: string
  ip: string
  userAgent: string
  location: { city: string; country: string }
  /** Days after the tenant began on which the directory brought them in and disabled them. */
  joinedDay: number
  leftDay: number | null
}
export type CastGroup = { id: string; name: string; memberIds: string[] }

export type DemoCast = {
  tenantId: string
  people: CastMember[]
  groups: CastGroup[]
  directory: { id: string; name: string }
  connection: { id: string; name: string; protocol: 'saml' | 'oidc' }
}

/** The first of a tenant's people, whom tests and docs name: they joined first and stay. */
const PERSONAS = 6
const LATE_SHARE = 0.07
const LEAVING_SHARE = 0.05

const USER_AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
]

/** Addresses come from the ranges that are kept for documentation (RFC 5737). */
const OFFICES = [
  { city: 'Berlin', country: 'DE', network: '198.51.100' },
  { city: 'Lisbon', country: 'PT', network: '203.0.113' },
  { city: 'Boston', country: 'US', network: '192.0.2' },
] as const

/** Gives each person an office, a browser and their days; the same for the same people and random numbers. */
export function castPeople(
  people: readonly DemoPerson[],
  options: { days: number; random: SeededRandom; makeId: () => string },
): CastMember[] {
  const { days, random, makeId } = options
  return people.map((person, index) => {
    const office = OFFICES[random.weighted([5, 3, 2])] as (typeof OFFICES)[number]
    const stays = index < PERSONAS
    const late = !stays && random.chance(LATE_SHARE)
    const joinedDay = late ? random.between(5, Math.max(5, days - 10)) : 0
    const leaves = !stays && !late && random.chance(LEAVING_SHARE)
    return {
      ...person,
      id: makeId(),
      ip: `${office.network}.${random.between(10, 90)}`,
      userAgent: random.pick(USER_AGENTS),
      location: { city: office.city, country: office.country },
      joinedDay,
      leftDay: leaves ? random.between(Math.min(15, days - 2), days - 2) : null,
    }
  })
}

/** A group for every name that people carry, in the order in which names first appear. */
export function castGroups(people: readonly CastMember[], makeId: () => string): CastGroup[] {
  const groups = new Map<string, CastGroup>()
  for (const person of people) {
    for (const name of person.groups) {
      const group = groups.get(name) ?? { id: makeId(), name, memberIds: [] }
      group.memberIds.push(person.id)
      groups.set(name, group)
    }
  }
  return [...groups.values()]
}
