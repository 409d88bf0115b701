import type { Deed } from './request-facts.ts'

/** The name of a person or group; null where it is not known or not the reader's to see. */
export type NameOf = (id: string) => string | null

export function thing(subject: 'user' | 'group' | null, id: string | null, nameOf: NameOf): string {
  const name = id === null ? null : nameOf(id)
  if (subject === 'group') return name === null ? 'a group' : `the group ${name}`
  return name ?? 'a person'
}

/** Deeds of one kind, together: the people of all, and the group where it is one and the same. */
type Together = {
  action: string
  group: string | null
  users: Set<string>
  count: number
  changed: Set<string>
  gained: Set<string>
  lost: Set<string>
  sessionsEnded: number
  inactive: boolean
  groups: number
  dryRun: boolean
}

/**
 * What was done, in the order in which it was first done: "added Ada Lovelace; added 2 people to the group Sales". In
 * dry run what would have been.
 */
export function describeDeeds(deeds: readonly Deed[], nameOf: NameOf): string {
  const done = describeDone(deeds, nameOf)
  if (!deeds.some(({ dryRun }) => dryRun)) return done
  const held = deeds.some(({ heldBack }) => heldBack)
  return `would have ${done}${held ? '; the guard rail would have held this back' : ''}`
}

function describeDone(deeds: readonly Deed[], nameOf: NameOf): string {
  const together = join(deeds)
  const leaving = together.filter((one) => one.action === 'group.member.remove')
  const ending = together.filter((one) => one.action === 'user.disable' || one.action === 'user.delete')
  const shown: string[] = []
  const told = new Set<Together>()
  for (const one of ending) {
    // Who is disabled or removed and leaves groups in one request: the groups are the reason that can be seen.
    const left = leaving.filter(
      (other) => [...other.users].every((id) => one.users.has(id)) && other.count === other.users.size,
    )
    if (left.length > 0) {
      for (const each of [one, ...left]) told.add(each)
      const why = left.map((other) => thing('group', other.group, nameOf))
      shown.push(`${phrase(one, nameOf)}: left ${list(why)}`)
    }
  }
  for (const one of together) if (!told.has(one)) shown.push(phrase(one, nameOf))
  return shown.join('; ')
}

function join(deeds: readonly Deed[]): Together[] {
  const found = new Map<string, Together>()
  for (const deed of deeds) {
    const ofMembers = deed.action.startsWith('group.member.')
    const key = `${deed.action} ${ofMembers ? deed.group : ''} ${deed.inactive ?? ''}`
    const one: Together = found.get(key) ?? {
      action: deed.action,
      group: deed.group,
      users: new Set(),
      count: 0,
      changed: new Set(),
      gained: new Set(),
      lost: new Set(),
      sessionsEnded: 0,
      inactive: deed.inactive ?? false,
      groups: 0,
      dryRun: deed.dryRun ?? false,
    }
    found.set(key, one)
    for (const id of deed.users) one.users.add(id)
    one.count += deed.count
    one.groups += 1
    for (const name of deed.changed ?? []) one.changed.add(name)
    for (const role of deed.rolesGained ?? []) one.gained.add(role)
    for (const role of deed.rolesLost ?? []) one.lost.add(role)
    one.sessionsEnded += deed.sessionsEnded ?? 0
  }
  return [...found.values()]
}

function phrase(one: Together, nameOf: NameOf): string {
  const people = who(one, nameOf)
  const group = one.groups > 1 ? `${one.groups} groups` : thing('group', one.group, nameOf)
  const ended = one.sessionsEnded === 0 ? '' : ` and ended ${number(one.sessionsEnded, 'session')}`
  switch (one.action) {
    case 'user.create':
      return `added ${people}${one.inactive ? ', disabled for now' : ''}`
    case 'user.adopt':
      return `${one.dryRun ? 'taken' : 'took'} over ${people}, who ${one.count === 1 ? 'was' : 'were'} here before`
    case 'user.update':
      return `changed ${attributes(one)} of ${people}`
    case 'user.disable':
      return `disabled ${people}${ended}`
    case 'user.enable':
      return `enabled ${people} again`
    case 'user.delete':
      return `deleted ${people}${ended}`
    case 'group.create':
      return `added ${group}`
    case 'group.update':
      return one.groups === 1 && [...one.changed].join() === 'displayName'
        ? `renamed a group${roles(one)}: it ${one.dryRun ? 'would be' : 'is'} ${group} now`
        : `changed ${attributes(one)} of ${group}${roles(one)}`
    case 'group.delete':
      return `deleted ${group}${roles(one)}`
    case 'group.member.add':
      return `added ${people} to ${memberGroup(one, nameOf)}${roles(one)}`
    case 'group.member.remove':
      return `removed ${people} from ${memberGroup(one, nameOf)}${roles(one)}`
    default:
      return `left ${number(one.groups, 'event')} “${one.action}” in the audit log`
  }
}

/** Of changed memberships the group is one and the same. */
function memberGroup(one: Together, nameOf: NameOf): string {
  return thing('group', one.group, nameOf)
}

function who(one: Together, nameOf: NameOf): string {
  const [only] = one.users
  if (one.count > 1) return `${one.count} people`
  return (only !== undefined && nameOf(only)) || 'one person'
}

const ATTRIBUTES_NAMED = 4

function attributes(one: Together): string {
  const names = [...one.changed]
  if (names.length === 0) return 'something'
  const rest = names.length - ATTRIBUTES_NAMED
  return rest > 0 ? `${names.slice(0, ATTRIBUTES_NAMED).join(', ')} and ${rest} more` : list(names)
}

function roles({ gained, lost }: Together): string {
  const parts = [
    ...(gained.size > 0 ? [`which gives ${gained.size === 1 ? 'the role' : 'the roles'} ${list([...gained])}`] : []),
    ...(lost.size > 0 ? [`which takes ${lost.size === 1 ? 'the role' : 'the roles'} ${list([...lost])}`] : []),
  ]
  return parts.map((part) => `, ${part}`).join('')
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
