import type { PersonAttribute } from '#contracts/directory-browser.ts'
import { isRecord, type Json, type JsonRecord } from './scim/scim-value.ts'
import { ENTERPRISE_SCHEMA_ID } from './scim/user-schema.ts'
import { toUserResource, type UserRecord } from './user-resource.ts'

type Attribute = Omit<PersonAttribute, 'source'>

/** What a person's page shows of everybody already. Everything else is taken to be personal. */
const OPEN = new Set(['externalId', 'userName', 'active', 'displayName', 'name', 'emails', 'title'])
const isOpen = (urn: string | null, name: string) =>
  urn === null ? OPEN.has(name) : urn === ENTERPRISE_SCHEMA_ID && name === 'department'

/** What the row holds beside the document, for people whom no directory described. */
export type PersonColumns = {
  displayName: string
  givenName: string | null
  familyName: string | null
  email: string | null
  title: string | null
  department: string | null
}

/**
 * Every attribute of a person as its provider sent it, the standard's own first, then each extension; of one with
 * parts each part by itself, of a multi-valued one each value with what tells it apart.
 */
export function personAttributes(row: UserRecord & PersonColumns): Attribute[] {
  const resource =
    Object.keys(row.scim).length === 0 ? { ...ofColumns(row), ...toUserResource(row) } : toUserResource(row)
  const own = Object.entries(resource).filter(([name]) => !name.includes(':'))
  const extensions = Object.entries(resource).filter(([name]) => name.includes(':'))
  return [
    ...own.flatMap(([name, value]) => attributesOf(null, name, value)),
    ...extensions.flatMap(([urn, value]) =>
      isRecord(value) ? Object.entries(value).flatMap(([name, part]) => attributesOf(urn, name, part)) : [],
    ),
  ]
}

function ofColumns(row: PersonColumns): JsonRecord {
  const name = {
    ...(row.givenName && { givenName: row.givenName }),
    ...(row.familyName && { familyName: row.familyName }),
  }
  return {
    displayName: row.displayName,
    ...(Object.keys(name).length > 0 && { name }),
    ...(row.email && { emails: [{ value: row.email }] }),
    ...(row.title && { title: row.title }),
    ...(row.department && { [ENTERPRISE_SCHEMA_ID]: { department: row.department } }),
  }
}

function attributesOf(urn: string | null, name: string, value: Json | undefined): Attribute[] {
  if (value === undefined || value === null) return []
  const hidden = !isOpen(urn, name)
  if (Array.isArray(value)) return [{ urn, name, hidden, values: value.map(elementOf) }]
  if (!isRecord(value)) return [{ urn, name, hidden, values: [{ label: null, value: String(value) }] }]
  return Object.entries(value).map(([part, inner]) => ({
    urn,
    name: `${name}.${part}`,
    hidden,
    values: [{ label: null, value: textOf(inner) }],
  }))
}

function elementOf(element: Json): PersonAttribute['values'][number] {
  if (!isRecord(element)) return { label: null, value: textOf(element) }
  const { type, primary, ...parts } = element
  const label = [type, primary === true ? 'primary' : null].filter((word) => typeof word === 'string').join(', ')
  const said = Object.entries(parts).filter(([, value]) => value !== null && value !== '')
  const value =
    said.length === 1 && said[0]?.[0] === 'value'
      ? textOf(said[0][1])
      : said.map(([name, part]) => `${name}: ${textOf(part)}`).join('; ')
  return { label: label === '' ? null : label, value }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
