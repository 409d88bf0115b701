import type { JsonRecord } from '#server/domains/directory/index.ts'
import type { ScimReply, ScimRequest } from '../scim-door.ts'
import type { Wanted, WantedGroup, WantedPerson } from '../wanted.ts'
import type { Dialect } from './dialect.ts'
import { differences } from './differences.ts'

export type Ask = (request: ScimRequest) => Promise<ScimReply>

/** What a provider remembers of a directory it has filled before. Ids as this server gave them. */
export type Remembered = {
  people: readonly { id: string; userName: string; active: boolean }[]
  groups: readonly { id: string; name: string; members: readonly string[] }[]
}

/**
 * A full cycle of a provider: connection test, people looked up and made or changed, who is no longer assigned taken
 * away, then groups with their members. Ids come from the answers, as a real client has them.
 */
export async function runCycle(dialect: Dialect, wanted: Wanted, remembered: Remembered, ask: Ask): Promise<void> {
  for (const request of dialect.opening) await ask(request)
  const ids = new Map<string, string>()
  for (const person of wanted.people) {
    const id = await provision(dialect, person, ask)
    if (id !== null) ids.set(person.userName.toLowerCase(), id)
  }
  if (wanted.removesOthers) {
    const kept = new Set(ids.values())
    for (const person of remembered.people) {
      if (kept.has(person.id) || (!person.active && !dialect.removesDisabled)) continue
      await remove(dialect, person, ask)
    }
  }
  if (dialect.groups === null) return
  const known = new Map(remembered.groups.map((group) => [group.name.toLowerCase(), group]))
  const names = new Set(wanted.groups.map(({ name }) => name.toLowerCase()))
  for (const group of wanted.groups) {
    await pushGroup(dialect.groups, group, known.get(group.name.toLowerCase())?.members ?? [], ids, ask)
  }
  if (!wanted.removesOthers) return
  for (const group of remembered.groups) {
    if (!names.has(group.name.toLowerCase())) await ask({ ...dialect.groups.delete(group.id), about: group.name })
  }
}

function firstOf({ status, body }: ScimReply): (JsonRecord & { id: string }) | null {
  const found = status === 200 && Array.isArray(body?.['Resources']) ? body['Resources'][0] : undefined
  return (found as (JsonRecord & { id: string }) | undefined) ?? null
}

/** The id under which the person is here afterwards; null where they were refused. */
async function provision(dialect: Dialect, person: WantedPerson, ask: Ask): Promise<string | null> {
  const about = person.displayName
  const found = firstOf(await ask({ ...dialect.findPerson(person), about }))
  if (found === null) {
    const { status, body } = await ask({ ...dialect.createPerson(person), about })
    return status === 201 ? String(body?.['id']) : null
  }
  const stored = dialect.readsFirst ? ((await read(`/Users/${found.id}`, about, ask)) ?? found) : found
  const differing = differences(person, stored)
  if (differing.length > 0 || dialect.writesAlways) {
    await ask({ ...dialect.updatePerson(found.id, person, differing, stored), about })
  }
  return found.id
}

async function read(path: string, about: string, ask: Ask): Promise<JsonRecord | null> {
  const { status, body } = await ask({ method: 'GET', path, about })
  return status === 200 ? body : null
}

async function remove(dialect: Dialect, { id, userName }: { id: string; userName: string }, ask: Ask): Promise<void> {
  const stored = dialect.readsFirst ? await read(`/Users/${id}`, userName, ask) : {}
  if (stored !== null) await ask({ ...dialect.removePerson(id, stored), about: userName })
}

async function pushGroup(
  groups: NonNullable<Dialect['groups']>,
  group: WantedGroup,
  before: readonly string[],
  ids: ReadonlyMap<string, string>,
  ask: Ask,
): Promise<void> {
  const about = group.name
  const all = [...group.members].flatMap((userName) => ids.get(userName) ?? [])
  const found = firstOf(await ask({ ...groups.find(group.name), about }))
  if (found !== null) {
    const [held, wanted] = [new Set(before), new Set(all)]
    const change = {
      id: found.id,
      name: group.name,
      all,
      add: all.filter((id) => !held.has(id)),
      remove: before.filter((id) => !wanted.has(id)),
    }
    if (change.add.length + change.remove.length === 0) return
    const stored = groups.readsFirst ? ((await read(`/Groups/${found.id}`, about, ask)) ?? found) : found
    for (const request of groups.change(change, stored)) await ask({ ...request, about })
    return
  }
  const created = groups.create(group.name, all)
  const { status, body } = await ask({ ...created, about })
  if (status !== 201) return
  const id = String(body?.['id'])
  const there = new Set(((created.body as { members?: { value: string }[] }).members ?? []).map(({ value }) => value))
  const add = all.filter((member) => !there.has(member))
  if (add.length === 0) return
  for (const request of groups.change({ id, name: group.name, add, remove: [], all }, body ?? {})) {
    await ask({ ...request, about })
  }
}
