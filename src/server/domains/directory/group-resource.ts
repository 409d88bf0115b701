import { entityTag } from './scim/entity-tag.ts'
import { GROUP_SCHEMA_ID } from './scim/group-schema.ts'
import type { Projection } from './scim/projection.ts'
import type { JsonRecord } from './scim/scim-value.ts'

/** A group as its directory sees it. */
export type GroupRecord = {
  id: string
  externalId: string | null
  displayName: string
  version: number
  createdAt: Date
  updatedAt: Date
  /** Absent where it was not asked for. */
  members?: { value: string; display: string }[] | null
  /** Members that are groups themselves; beside `members`. */
  nested?: { value: string; display: string }[] | null
}

/** What a client may set of a group besides its members, from its row. */
export function toGroupResource(row: GroupRecord): JsonRecord {
  return { ...(row.externalId === null ? {} : { externalId: row.externalId }), displayName: row.displayName }
}

/** What a response shows (RFC 7643 section 8.4). */
export function presentGroup(row: GroupRecord, base: string, projection: Projection): JsonRecord {
  const membersOf = (list: GroupRecord['members'], type: 'User' | 'Group') =>
    (list ?? []).map(({ value, display }) => ({ value, $ref: `${base}/${type}s/${value}`, display, type }))
  const members = [...membersOf(row.members, 'User'), ...membersOf(row.nested, 'Group')]
  return projection.apply({
    schemas: [GROUP_SCHEMA_ID],
    id: row.id,
    ...toGroupResource(row),
    members,
    meta: {
      resourceType: 'Group',
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${base}/Groups/${row.id}`,
      version: entityTag(row.version),
    },
  })
}

/** The row of a resource. */
export function groupColumns(resource: JsonRecord): { externalId: string | null; displayName: string } {
  const { externalId, displayName } = resource
  return { externalId: typeof externalId === 'string' ? externalId : null, displayName: String(displayName) }
}
