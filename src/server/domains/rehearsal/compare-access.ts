import { type HeldRole, KEEPS_SHOWN, type RehearsalResult, type RehearsedPerson } from '#contracts/rehearsals.ts'
import type { GroupState, PersonAccess } from './access-store.ts'
import type { Touch } from './replay.ts'

type Compared = Pick<RehearsalResult, 'totals' | 'people'>

/** Requests named with a person, the last ones. */
const REASONS_SHOWN = 8

/** Who gains, loses or keeps access between two moments. Whoever is disabled has none, whatever roles they hold. */
export function compareAccess(
  before: readonly PersonAccess[],
  after: readonly PersonAccess[],
  reasons: Reasons,
): Compared {
  const totals = { gains: 0, loses: 0, keeps: 0, made: 0, adopted: 0, enabled: 0, disabled: 0, deleted: 0 }
  const people: RehearsedPerson[] = []
  let keepsShown = 0
  const then = new Map(after.map((person) => [person.id, person]))
  const gone = before.map((person) => [person, then.get(person.id) ?? null] as const)
  const known = new Set(before.map(({ id }) => id))
  const made = after.filter(({ id }) => !known.has(id)).map((person) => [null, person] as const)
  for (const [old, now] of [...gone, ...made]) {
    const person = compared(old, now)
    totals[person.outcome] += 1
    for (const what of person.what) totals[what] += 1
    if (person.outcome === 'keeps' && person.what.length === 0) {
      keepsShown += 1
      if (keepsShown > KEEPS_SHOWN) continue
    } else person.because = reasons.of(person.id, groupsBetween(old, now))
    people.push(person)
  }
  people.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  return { totals, people }
}

function compared(old: PersonAccess | null, now: PersonAccess | null): RehearsedPerson {
  const { id, name, userName } = (old ?? now) as PersonAccess
  const [had, has] = [accessOf(old), accessOf(now)]
  const loses = [...had].some((access) => !has.has(access))
  const gains = [...has].some((access) => !had.has(access))
  const what: RehearsedPerson['what'] = []
  if (old === null) what.push('made')
  if (now === null) what.push('deleted')
  if (old && now) {
    if (old.directoryId === null && now.directoryId !== null) what.push('adopted')
    if (old.active !== now.active) what.push(now.active ? 'enabled' : 'disabled')
  }
  return {
    id,
    name,
    userName,
    outcome: loses ? 'loses' : gains ? 'gains' : 'keeps',
    what,
    activeBefore: old?.active ?? null,
    activeAfter: now?.active ?? null,
    rolesBefore: old?.roles ?? [],
    rolesAfter: now?.roles ?? [],
    because: [],
  }
}

/** To be let in at all is access as well. */
function accessOf(person: PersonAccess | null): Set<string> {
  return new Set(person?.active ? ['', ...person.roles.map(({ role }) => role)] : [])
}

/** Groups through which a role came or went. */
function groupsBetween(old: PersonAccess | null, now: PersonAccess | null): Set<string> {
  const names = (roles: readonly HeldRole[] = []) => roles.flatMap(({ group }) => group ?? [])
  const [had, has] = [new Set(names(old?.roles)), new Set(names(now?.roles))]
  return new Set([...had, ...has].filter((name) => had.has(name) !== has.has(name)))
}

/** Which requests brought about what became of a person. */
export class Reasons {
  readonly #ofPerson = new Map<string, number[]>()
  readonly #ofGroup = new Map<string, number[]>()

  /** @param groups those of before and of after */
  constructor(touches: readonly Touch[], groups: readonly GroupState[]) {
    const names = new Map(groups.map(({ id, name }) => [id, name]))
    for (const { n, people, wholeGroups } of touches) {
      for (const id of people) add(this.#ofPerson, id, n)
      for (const id of wholeGroups) add(this.#ofGroup, names.get(id) ?? '', n)
    }
  }

  of(personId: string, groups: ReadonlySet<string>): number[] {
    const own = this.#ofPerson.get(personId) ?? []
    const last = own.at(-1)
    // Where the person was never touched alone, or the group changed after, the group's own change is the reason.
    const ofGroups = [...groups].flatMap(
      (name) =>
        this.#ofGroup
          .get(name)
          ?.filter((n) => n > (last ?? 0))
          .at(-1) ?? [],
    )
    return [...new Set([...own, ...ofGroups])].sort((a, b) => a - b).slice(-REASONS_SHOWN)
  }
}

function add(to: Map<string, number[]>, key: string, n: number): void {
  const held = to.get(key)
  if (held) held.push(n)
  else to.set(key, [n])
}

/** What became of the directory's groups; those to which nothing happened are left out. */
export function compareGroups(before: readonly GroupState[], after: readonly GroupState[]): RehearsalResult['groups'] {
  const then = new Map(after.map((group) => [group.id, group]))
  const known = new Set(before.map(({ id }) => id))
  const made = after.filter(({ id }) => !known.has(id))
  return [
    ...before.flatMap((old) => {
      const now = then.get(old.id)
      const what =
        now === undefined
          ? 'deleted'
          : now.people === 0 && old.people > 0
            ? 'emptied'
            : now.members !== old.members || now.name !== old.name
              ? 'changed'
              : null
      if (what === null) return []
      return [
        {
          id: old.id,
          name: now?.name ?? old.name,
          what,
          peopleBefore: old.people,
          peopleAfter: now?.people ?? 0,
          roles: (now ?? old).roles,
        } as const,
      ]
    }),
    ...made.map(({ id, name, people, roles }) => ({
      id,
      name,
      what: 'made' as const,
      peopleBefore: 0,
      peopleAfter: people,
      roles,
    })),
  ]
}
