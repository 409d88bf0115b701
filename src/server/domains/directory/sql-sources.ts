import type { AttributeTarget } from './scim/attribute-target.ts'
import type { SqlSource, SqlSources } from './scim/compile-filter.ts'
import { GROUP_SCHEMA_ID } from './scim/group-schema.ts'
import type { ScimAttribute } from './scim/scim-schema.ts'
import { ENTERPRISE_SCHEMA_ID, USER_SCHEMA_ID } from './scim/user-schema.ts'

/** Columns of `users u`; everything else of a user stands in `u.scim`. */
const USER_COLUMNS: Record<string, SqlSource> = {
  id: { kind: 'uuid', sql: 'u.id' },
  externalId: { kind: 'text', sql: 'u.external_id' },
  userName: { kind: 'text', sql: 'u.user_name' },
  active: { kind: 'boolean', sql: 'u.active' },
  ...metaOf('u', 'User'),
  schemas: {
    kind: 'elements',
    from: `unnest(ARRAY['${USER_SCHEMA_ID}'] || CASE WHEN u.scim ? '${ENTERPRISE_SCHEMA_ID}'
      THEN ARRAY['${ENTERPRISE_SCHEMA_ID}'] ELSE '{}' END) AS s(urn)`,
    part: () => ({ kind: 'text', sql: 's.urn' }),
  },
  groups: {
    kind: 'elements',
    from: 'group_members gm JOIN groups mg ON mg.tenant_id = gm.tenant_id AND mg.id = gm.group_id',
    where: 'gm.tenant_id = u.tenant_id AND gm.user_id = u.id',
    part: byName({
      value: { kind: 'uuid', sql: 'gm.group_id' },
      display: { kind: 'text', sql: 'mg.display_name' },
      type: { kind: 'text', sql: "'direct'" },
    }),
  },
}

const GROUP_COLUMNS: Record<string, SqlSource> = {
  id: { kind: 'uuid', sql: 'g.id' },
  externalId: { kind: 'text', sql: 'g.external_id' },
  displayName: { kind: 'text', sql: 'g.display_name' },
  ...metaOf('g', 'Group'),
  schemas: {
    kind: 'elements',
    from: `unnest(ARRAY['${GROUP_SCHEMA_ID}']) AS s(urn)`,
    part: () => ({ kind: 'text', sql: 's.urn' }),
  },
  members: {
    kind: 'elements',
    from: 'group_members gm JOIN users mu ON mu.tenant_id = gm.tenant_id AND mu.id = gm.user_id',
    where: 'gm.tenant_id = g.tenant_id AND gm.group_id = g.id',
    part: memberParts(),
  },
}

export const userSources: SqlSources = (target) => USER_COLUMNS[keyOf(target)] ?? inDocument(target)
export const groupSources: SqlSources = (target) => GROUP_COLUMNS[keyOf(target)]

/** The parts of one member, where `group_members gm` is joined with `users mu`. */
export function memberParts(): SqlSources {
  return byName({
    value: { kind: 'uuid', sql: 'gm.user_id' },
    display: { kind: 'text', sql: 'mu.display_name' },
    type: { kind: 'text', sql: "'User'" },
  })
}

function byName(sources: Record<string, SqlSource>): SqlSources {
  return (target) => sources[target.attribute.name]
}

function metaOf(alias: 'u' | 'g', resourceType: string): Record<string, SqlSource> {
  return {
    'meta.resourceType': { kind: 'text', sql: `'${resourceType}'` },
    'meta.created': { kind: 'time', sql: `${alias}.created_at` },
    'meta.lastModified': { kind: 'time', sql: `${alias}.updated_at` },
    'meta.version': { kind: 'text', sql: `('W/"' || ${alias}.version || '"')` },
  }
}

function keyOf(target: AttributeTarget): string {
  if (target.extension) return `${target.extension.id}:${target.attribute.name}`
  return target.sub ? `${target.attribute.name}.${target.sub.name}` : target.attribute.name
}

/** Names come from the schemas in code, never from a request. */
function inDocument({ extension, attribute, sub }: AttributeTarget): SqlSource | undefined {
  if (attribute.mutability === 'readOnly') return undefined
  const holder = extension ? `u.scim->'${extension.id}'` : 'u.scim'
  if (attribute.multiValued) {
    return {
      kind: 'elements',
      from: `jsonb_array_elements(${holder}->'${attribute.name}') AS e(v)`,
      part: (inner) => leaf('e.v', inner.attribute),
    }
  }
  return sub ? leaf(`${holder}->'${attribute.name}'`, sub) : leaf(holder, attribute)
}

function leaf(holder: string, attribute: ScimAttribute): SqlSource {
  const text = `${holder}->>'${attribute.name}'`
  switch (attribute.type) {
    case 'boolean':
      return { kind: 'boolean', sql: `(${text})::boolean` }
    case 'integer':
    case 'decimal':
      return { kind: 'number', sql: `(${text})::numeric` }
    case 'dateTime':
      return { kind: 'time', sql: `(${text})::timestamptz` }
    case 'complex':
      return { kind: 'json', sql: `(${holder}->'${attribute.name}')` }
    default:
      return { kind: 'text', sql: `(${text})` }
  }
}
