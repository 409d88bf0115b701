import fc from 'fast-check'
import { expect, it } from 'vitest'
import { GROUP, makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant } from '#testing/test-tenant.ts'

type Person = { title?: string; active: boolean; emails: string[] }
/** What RFC 7643 and RFC 7644 say is there: people and groups by the number under which the test knows them. */
class Model {
  readonly people = new Map<number, Person>()
  readonly groups = new Map<number, { people: Set<number>; groups: Set<number> }>()

  /** Whether a group is within another, or is it. */
  holds(outer: number, inner: number): boolean {
    if (outer === inner) return true
    return [...(this.groups.get(outer)?.groups ?? [])].some((next) => this.holds(next, inner))
  }

  groupsOf(person: number): string[] {
    const direct = [...this.groups].flatMap(([id, group]) => (group.people.has(person) ? [id] : []))
    return [...this.groups.keys()]
      .filter((id) => direct.some((one) => this.holds(id, one)))
      .map((id) => `${id} ${direct.includes(id) ? 'direct' : 'indirect'}`)
      .sort()
  }
}

const n = fc.integer({ min: 0, max: 5 })
const word = fc.constantFrom('a', 'b', 'c')
const step = fc.oneof(
  fc.record({ do: fc.constant('makeUser' as const), who: n, title: fc.option(word, { nil: undefined }) }),
  fc.record({ do: fc.constant('putUser' as const), who: n, title: fc.option(word, { nil: undefined }) }),
  fc.record({ do: fc.constant('title' as const), who: n, title: fc.option(word, { nil: undefined }) }),
  fc.record({ do: fc.constant('active' as const), who: n, active: fc.boolean() }),
  fc.record({ do: fc.constant('email' as const), who: n, op: fc.constantFrom('add', 'remove'), email: word }),
  fc.record({ do: fc.constant('deleteUser' as const), who: n }),
  fc.record({ do: fc.constant('makeGroup' as const), group: n }),
  fc.record({ do: fc.constant('deleteGroup' as const), group: n }),
  fc.record({ do: fc.constant('add' as const), group: n, who: n }),
  fc.record({ do: fc.constant('remove' as const), group: n, who: n }),
  fc.record({ do: fc.constant('nest' as const), group: n, inner: n }),
  fc.record({ do: fc.constant('leave' as const), group: n, inner: n }),
  fc.record({ do: fc.constant('setMembers' as const), group: n, people: fc.uniqueArray(n, { maxLength: 3 }) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class Provider {
  readonly model = new Model()
  readonly #client: ScimClient
  readonly #ids = new Map<string, string>()

  constructor(client: ScimClient) {
    this.#client = client
  }

  async take(given: Step): Promise<void> {
    const { people, groups } = this.model
    const person = 'who' in given ? people.get(given.who) : undefined
    const group = 'group' in given ? groups.get(given.group) : undefined
    if (given.do === 'makeUser') {
      const made = await this.#client.post('/Users', this.#userBody(given.who, given.title))
      expect(made.status).toBe(person ? 409 : 201)
      if (person) return
      this.#ids.set(`u${given.who}`, made.body.id)
      people.set(given.who, { active: true, emails: [], ...(given.title && { title: given.title }) })
    } else if (given.do === 'makeGroup') {
      const made = await this.#client.post('/Groups', { schemas: [GROUP], displayName: `G${given.group}` })
      expect(made.status).toBe(group ? 409 : 201)
      if (group) return
      this.#ids.set(`g${given.group}`, made.body.id)
      groups.set(given.group, { people: new Set(), groups: new Set() })
    } else if (person && 'who' in given && !('group' in given)) await this.#changeUser(given, person)
    else if (group && 'group' in given) await this.#changeGroup(given, group)
  }

  #userBody(who: number, title: string | undefined) {
    return { schemas: [USER], userName: `user-${who}`, ...(title && { title }) }
  }

  async #changeUser(given: Step & { who: number }, person: Person): Promise<void> {
    const path = `/Users/${this.#ids.get(`u${given.who}`)}`
    const patch = async (operation: object) => expect((await this.#client.patch(path, operation)).status).toBe(200)
    if (given.do === 'putUser') {
      expect((await this.#client.put(path, this.#userBody(given.who, given.title))).status).toBe(200)
      this.model.people.set(given.who, {
        active: person.active,
        emails: [],
        ...(given.title && { title: given.title }),
      })
    } else if (given.do === 'title') {
      if (given.title) await patch({ op: 'replace', path: 'title', value: given.title })
      else await patch({ op: 'remove', path: 'title' })
      delete person.title
      if (given.title) person.title = given.title
    } else if (given.do === 'active') {
      await patch({ op: 'Replace', value: { active: String(given.active) } })
      person.active = given.active
    } else if (given.do === 'email') {
      const value = `${given.email}@x.example`
      if (given.op === 'add') await patch({ op: 'add', path: 'emails', value: [{ value }] })
      else await patch({ op: 'remove', path: `emails[value eq "${value}"]` })
      person.emails = person.emails.filter((held) => held !== value || given.op === 'add')
      if (given.op === 'add' && !person.emails.includes(value)) person.emails.push(value)
    } else if (given.do === 'deleteUser') {
      expect((await this.#client.delete(path)).status).toBe(204)
      this.model.people.delete(given.who)
      for (const group of this.model.groups.values()) group.people.delete(given.who)
    }
  }

  async #changeGroup(given: Step & { group: number }, group: { people: Set<number>; groups: Set<number> }) {
    const path = `/Groups/${this.#ids.get(`g${given.group}`)}`
    const patch = async (op: string, id: string | undefined, status = 204) => {
      const operation =
        op === 'add' ? { op, path: 'members', value: [{ value: id }] } : { op, path: `members[value eq "${id}"]` }
      expect((await this.#client.patch(path, operation)).status).toBe(status)
    }
    if (given.do === 'deleteGroup') {
      expect((await this.#client.delete(path)).status).toBe(204)
      this.model.groups.delete(given.group)
      for (const other of this.model.groups.values()) other.groups.delete(given.group)
    } else if (given.do === 'setMembers') {
      const people = given.people.filter((who) => this.model.people.has(who))
      const value = people.map((who) => ({ value: this.#ids.get(`u${who}`) }))
      expect((await this.#client.patch(path, { op: 'replace', path: 'members', value })).status).toBe(204)
      group.people = new Set(people)
      group.groups = new Set()
    } else if ((given.do === 'add' || given.do === 'remove') && this.model.people.has(given.who)) {
      await patch(given.do, this.#ids.get(`u${given.who}`))
      if (given.do === 'add') group.people.add(given.who)
      else group.people.delete(given.who)
    } else if ((given.do === 'nest' || given.do === 'leave') && this.model.groups.has(given.inner)) {
      const loop = given.do === 'nest' && this.model.holds(given.inner, given.group)
      await patch(given.do === 'nest' ? 'add' : 'remove', this.#ids.get(`g${given.inner}`), loop ? 400 : 204)
      if (given.do === 'nest' && !loop) group.groups.add(given.inner)
      if (given.do === 'leave') group.groups.delete(given.inner)
    }
  }

  /** What the server answers, and what the model says, in the same words. */
  async compare(): Promise<void> {
    type Value = { value: string; display: string; type: string }
    const users = (await this.#client.get('/Users?count=200')).body.Resources
    const shown = users.map(
      (user: { userName: string; title?: string; active: boolean; emails?: Value[]; groups: Value[] }) => ({
        name: user.userName,
        title: user.title,
        active: user.active,
        emails: (user.emails ?? []).map(({ value }) => value).sort(),
        groups: user.groups.map(({ display, type }) => `${display.slice(1)} ${type}`).sort(),
      }),
    )
    const meant = [...this.model.people].map(([who, { title, active, emails }]) => ({
      name: `user-${who}`,
      title,
      active,
      emails: [...emails].sort(),
      groups: this.model.groupsOf(who),
    }))
    expect(byName(shown)).toEqual(byName(meant))
    const groups = (await this.#client.get('/Groups?count=200')).body.Resources
    const membersShown = groups.map((one: { displayName: string; members: Value[] }) => ({
      name: one.displayName,
      members: one.members.map(({ display }) => display).sort(),
    }))
    const membersMeant = [...this.model.groups].map(([id, held]) => ({
      name: `G${id}`,
      members: [
        ...[...held.people].map((who) => `user-${who}`),
        ...[...held.groups].map((inner) => `G${inner}`),
      ].sort(),
    }))
    expect(byName(membersShown)).toEqual(byName(membersMeant))
  }
}

function byName<T extends { name: string }>(items: T[]): T[] {
  return items.sort((left, right) => (left.name < right.name ? -1 : 1))
}

it('any sequence of operations leaves what a plain model of the RFC holds', async () => {
  const start: Step[] = [0, 1, 2].flatMap((who): Step[] => [
    { do: 'makeUser', who, title: undefined },
    { do: 'makeGroup', group: who },
  ])
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const client = await makeScimClient(await makeTestTenant())
      const provider = new Provider(client)
      for (const one of [...start, ...steps]) await provider.take(one)
      await provider.compare()
    }),
    { numRuns: 25 },
  )
}, 60_000)
