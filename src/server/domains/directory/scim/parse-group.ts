import { GROUP_RESOURCE } from './group-schema.ts'
import { memberIds } from './membership-plan.ts'
import { parseResource } from './parse-resource.ts'
import { findAttribute, type ScimAttribute } from './scim-schema.ts'
import { isRecord, type JsonRecord } from './scim-value.ts'

const MEMBERS = findAttribute(GROUP_RESOURCE.schema.attributes, 'members') as ScimAttribute

/** The body of POST or PUT without its members, which are rows of their own. */
export function parseGroup(body: unknown): JsonRecord {
  const { members: _, ...resource } = parseResource(GROUP_RESOURCE, body)
  return resource
}

/** @throws AppError `invalid_value` */
export function membersOf(body: unknown): Set<string> {
  const record = isRecord(body) ? body : {}
  const name = Object.keys(record).find((key) => key.toLowerCase() === 'members')
  return new Set(name === undefined ? [] : memberIds(MEMBERS, record[name], 'members'))
}
