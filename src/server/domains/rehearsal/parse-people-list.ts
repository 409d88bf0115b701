import { REHEARSED_GROUPS_AT_MOST, REHEARSED_PEOPLE_AT_MOST } from '#contracts/rehearsals.ts'
import { invalidList } from './invalid-list.ts'
import { readTable } from './read-table.ts'
import type { Wanted, WantedPerson } from './wanted.ts'

type Entry = Record<string, unknown>

/** Names of columns, as exports of the providers and people who make a table have them; compared without signs and case. */
const NAMES = {
  userName: ['username', 'login', 'userprincipalname', 'primaryemail', 'user'],
  email: ['email', 'mail', 'emailaddress', 'workemail'],
  displayName: ['displayname', 'name', 'fullname'],
  givenName: ['givenname', 'firstname', 'forename'],
  familyName: ['familyname', 'lastname', 'surname'],
  externalId: ['externalid', 'objectid', 'oktaid'],
  title: ['title', 'jobtitle'],
  department: ['department'],
  active: ['active', 'status', 'accountenabled'],
  groups: ['groups', 'group', 'memberof'],
} as const
type Field = keyof typeof NAMES

/**
 * A list of people with their groups: JSON (a list, or an object with the list `people`), or a table with a head row.
 * Somebody needs a userName or an e-mail address; groups stand in one cell, separated by `;` or `|`.
 * @throws AppError `invalid_input` that says where
 */
export function parsePeopleList(text: string, removesOthers: boolean): Wanted {
  const entries = /^\s*[[{]/.test(text) ? entriesOfJson(text) : entriesOfTable(text)
  if (entries.length === 0) throw invalidList('The list names nobody. Give at least one person.')
  if (entries.length > REHEARSED_PEOPLE_AT_MOST) {
    throw invalidList(
      `The list has ${entries.length} people, and at most ${REHEARSED_PEOPLE_AT_MOST} can be rehearsed at a time.`,
    )
  }
  const people = new Map<string, WantedPerson>()
  const groups = new Map<string, { name: string; members: Set<string> }>()
  for (const [index, entry] of entries.entries()) {
    const person = personOf(entry, index + 1)
    const key = person.userName.toLowerCase()
    if (people.has(key)) throw invalidList(`Person ${index + 1} of the list has a userName that stands in it before.`)
    people.set(key, person)
    for (const name of groupsOf(fieldOf(entry, 'groups'), index + 1)) {
      const group = groups.get(name.toLowerCase()) ?? { name, members: new Set() }
      groups.set(name.toLowerCase(), group)
      group.members.add(key)
    }
  }
  if (groups.size > REHEARSED_GROUPS_AT_MOST) {
    throw invalidList(
      `The list names ${groups.size} groups, and at most ${REHEARSED_GROUPS_AT_MOST} can be rehearsed at a time.`,
    )
  }
  return { people: [...people.values()], groups: [...groups.values()], removesOthers }
}

function entriesOfJson(text: string): Entry[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidList('The list looks like JSON and is none. Check its brackets and quotation marks.')
  }
  const list = Array.isArray(value) ? value : (value as { people?: unknown }).people
  if (!Array.isArray(list) || list.some((entry) => typeof entry !== 'object' || entry === null)) {
    throw invalidList('JSON has to be a list of objects, or an object whose member people is one.')
  }
  return list.map((entry: Entry) =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [bare(name), value])),
  )
}

function entriesOfTable(text: string): Entry[] {
  const [head = [], ...rows] = readTable(text)
  const names = head.map(bare)
  const known: readonly string[] = [...NAMES.userName, ...NAMES.email]
  if (!names.some((name) => known.includes(name))) {
    throw invalidList('The first row has to name the columns, userName or email among them.')
  }
  return rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? ''])))
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '')
}

function fieldOf(entry: Entry, field: Field): unknown {
  const name = NAMES[field].find((known) => entry[known] !== undefined && entry[known] !== '')
  return name === undefined ? undefined : entry[name]
}

function personOf(entry: Entry, place: number): WantedPerson {
  const text = (field: Field, most = 256): string | null => {
    const value = fieldOf(entry, field)
    if (value === undefined || value === null) return null
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw invalidList(`Person ${place} of the list: ${field} has to be text.`)
    }
    const trimmed = String(value).trim()
    if (trimmed.length > most) throw invalidList(`Person ${place} of the list: ${field} is too long.`)
    return trimmed === '' ? null : trimmed
  }
  const email = text('email')
  const userName = text('userName') ?? email
  if (userName === null) throw invalidList(`Person ${place} of the list has neither userName nor email.`)
  const [givenName, familyName] = [text('givenName'), text('familyName')]
  return {
    userName,
    email: email ?? (userName.includes('@') ? userName : null),
    givenName,
    familyName,
    displayName: text('displayName') ?? ([givenName, familyName].filter(Boolean).join(' ') || userName),
    externalId: text('externalId'),
    title: text('title'),
    department: text('department'),
    active: activeOf(fieldOf(entry, 'active'), place),
  }
}

function activeOf(value: unknown, place: number): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? true
  const word = String(value).trim().toLowerCase()
  if (['true', 'yes', '1', 'active', 'provisioned', 'enabled'].includes(word)) return true
  if (['false', 'no', '0', 'inactive', 'deprovisioned', 'disabled', 'suspended'].includes(word)) return false
  throw invalidList(`Person ${place} of the list: active has to be true or false.`)
}

function groupsOf(value: unknown, place: number): Set<string> {
  const listed = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[;|]/) : []
  const names = listed.map((name: unknown) => {
    const shown = typeof name === 'object' && name !== null ? (name as { display?: unknown }).display : name
    if (typeof shown !== 'string') throw invalidList(`Person ${place} of the list: groups have to be names.`)
    return shown.trim()
  })
  return new Set(names.filter((name) => name !== ''))
}
