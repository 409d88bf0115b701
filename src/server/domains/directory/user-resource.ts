import { entityTag } from './scim/entity-tag.ts'
import type { Projection } from './scim/projection.ts'
import { isRecord, type Json, type JsonRecord } from './scim/scim-value.ts'
import { ENTERPRISE_SCHEMA_ID, USER_SCHEMA_ID } from './scim/user-schema.ts'

/** A user as its directory sees it. `scim` holds what has no column of its own, as it was stored. */
export type UserRecord = {
  id: string
  externalId: string | null
  userName: string
  active: boolean
  scim: JsonRecord
  version: number
  createdAt: Date
  updatedAt: Date
  /** Absent where it was not asked for. */
  groups?: { value: string; display: string; type: 'direct' | 'indirect' }[] | null
}

export type UserColumns = {
  externalId: string | null
  userName: string
  active: boolean
  scim: JsonRecord
  displayName: string
  givenName: string | null
  familyName: string | null
  email: string | null
  title: string | null
  department: string | null
}

/** What a client may set of a user, from its row. */
export function toUserResource(row: UserRecord): JsonRecord {
  return {
    ...(row.externalId === null ? {} : { externalId: row.externalId }),
    userName: row.userName,
    ...row.scim,
    active: row.active,
  }
}

/**
 * The row of a resource. Display name, names, e-mail, title and department are copies for the console
 * to show and search; SCIM answers from `scim`, so that values come back as they were stored.
 */
export function userColumns(resource: JsonRecord): UserColumns {
  const { externalId, userName, active, ...scim } = resource
  const name = isRecord(scim.name) ? scim.name : {}
  const enterprise = isRecord(scim[ENTERPRISE_SCHEMA_ID]) ? scim[ENTERPRISE_SCHEMA_ID] : {}
  const given = text(name.givenName)
  const family = text(name.familyName)
  return {
    externalId: typeof externalId === 'string' ? externalId : null,
    userName: String(userName),
    active: active !== false,
    scim,
    displayName:
      text(scim.displayName) ??
      text(name.formatted) ??
      text([given, family].filter(Boolean).join(' ')) ??
      String(userName),
    givenName: given,
    familyName: family,
    email: mainEmail(scim.emails) ?? (/^\S+@\S+$/.test(String(userName)) ? text(userName) : null),
    title: text(scim.title),
    department: text(enterprise.department),
  }
}

/** For the console: without what nobody can see, and short enough for an index (a B-tree entry has 2,704 bytes). */
function text(value: Json | undefined): string | null {
  const shown = typeof value === 'string' ? [...value.trim()].slice(0, 256).join('') : ''
  return shown === '' ? null : shown
}

function mainEmail(emails: Json | undefined): string | null {
  const given = Array.isArray(emails) ? emails.filter(isRecord) : []
  const chosen =
    given.find((email) => email.primary === true) ??
    given.find((email) => typeof email.type === 'string' && email.type.toLowerCase() === 'work') ??
    given[0]
  return text(chosen?.value)
}

/** What a response shows (RFC 7643 section 8.2). `base` is the address under which this client reaches SCIM. */
export function presentUser(row: UserRecord, base: string, projection: Projection): JsonRecord {
  const { userName, externalId, active, ...rest } = toUserResource(row)
  const groups = (row.groups ?? []).map(({ value, display, type }) => ({
    value,
    $ref: `${base}/Groups/${value}`,
    display,
    type,
  }))
  return projection.apply({
    // Extensions stand in the document under their URNs; no other name in it has a colon.
    schemas: [USER_SCHEMA_ID, ...Object.keys(row.scim).filter((name) => name.includes(':'))],
    id: row.id,
    ...(externalId === undefined ? {} : { externalId }),
    userName: userName as string,
    active: active as boolean,
    ...rest,
    groups,
    meta: {
      resourceType: 'User',
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${base}/Users/${row.id}`,
      version: entityTag(row.version),
    },
  })
}
