import type { AttributeTarget } from './scim/attribute-target.ts'
import { keyOf as filterKey, type SqlSource, type SqlSources } from './scim/compile-filter.ts'
import { GROUP_SCHEMA_ID } from './scim/group-schema.ts'
import type { ScimAttribute } from './scim/scim-schema.ts'
import { USER_SCHEMA_ID } from './scim/user-schema.ts'
import { isUuid } from './uuid.ts'

/** The groups of `users u`: those that name the person, and those that these are within. */
export const GROUPS_OF_USER = `SELECT m.group_id, true AS direct FROM group_members m
    WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id
  UNION ALL
  SELECT c.ancestor_id, false FROM group_members m
    JOIN group_closure c ON c.tenant_id = m.tenant_id AND c.descendant_id = m.group_id
    WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id`

/** Columns of `users u`; everything else of a user stands in `u.scim`. */
const USER_COLUMNS: Record<string, SqlSource> = {
  id: { kind: 'uuid', sql: 'u.id' },
  externalId: { kind: 'text', sql: 'u.external_id' },
  userName: { kind: 'text', sql: 'u.user_name', key: 'u.user_name_key' },
  displayName: { kind: 'text', sql: `(u.scim->>'displayName')`, key: 'u.display_name_key' },
  active: { kind: 'boolean', sql: 'u.active' },
  ...metaOf('u', 'User'),
  schemas: {
    kind: 'elements',
    // Extensions stand in the document under their URNs; no other name in it has a colon.
    from: `unnest(ARRAY['${USER_SCHEMA_ID}'] ||
      ARRAY(SELECT k FROM jsonb_object_keys(u.scim) AS k WHERE strpos(k, ':') > 0)) AS s(urn)`,
    part: () => ({ kind: 'text', sql: 's.urn' }),
  },
  groups: {
    kind: 'elements',
    from: `(SELECT held.group_id, bool_or(held.direct) AS direct FROM (${GROUPS_OF_USER}) held GROUP BY held.group_id) gm
      JOIN groups mg ON mg.tenant_id = u.tenant_id AND mg.id = gm.group_id`,
    part: byName({
      value: { kind: 'uuid', sql: 'gm.group_id' },
      display: { kind: 'text', sql: 'mg.display_name' },
      type: { kind: 'text', sql: "(CASE WHEN gm.direct THEN 'direct' ELSE 'indirect' END)" },
    }),
    // The policy holds the array to the tenant; it is made once.
    posting: (groupId, parameter) => {
      if (!isUuid(groupId)) return 'false'
      const id = parameter(groupId, 'uuid')
      return `EXISTS (SELECT 1 FROM group_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id
        AND m.group_id = ANY (ARRAY(SELECT ${id} UNION ALL
          SELECT c.descendant_id FROM group_closure c WHERE c.ancestor_id = ${id})))`
    },
  },
}

const GROUP_COLUMNS: Record<string, SqlSource> = {
  id: { kind: 'uuid', sql: 'g.id' },
  externalId: { kind: 'text', sql: 'g.external_id' },
  displayName: { kind: 'text', sql: 'g.display_name', key: 'g.display_name_key' },
  ...metaOf('g', 'Group'),
  schemas: {
    kind: 'elements',
    from: `unnest(ARRAY['${GROUP_SCHEMA_ID}']) AS s(urn)`,
    part: () => ({ kind: 'text', sql: 's.urn' }),
  },
  members: {
    kind: 'elements',
    from: `(SELECT m.user_id AS id, mu.display_name AS name, 'User' AS type FROM group_members m
        JOIN users mu ON mu.tenant_id = m.tenant_id AND mu.id = m.user_id
        WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id
      UNION ALL
      SELECT n.member_id, ng.display_name, 'Group' FROM group_nestings n
        JOIN groups ng ON ng.tenant_id = n.tenant_id AND ng.id = n.member_id
        WHERE n.tenant_id = g.tenant_id AND n.group_id = g.id) gm`,
    part: byName({
      value: { kind: 'uuid', sql: 'gm.id' },
      display: { kind: 'text', sql: 'gm.name' },
      type: { kind: 'text', sql: 'gm.type' },
    }),
    posting: (memberId, parameter) => {
      if (!isUuid(memberId)) return 'false'
      const id = parameter(memberId, 'uuid')
      return `g.id = ANY (ARRAY(SELECT m.group_id FROM group_members m WHERE m.user_id = ${id}
        UNION ALL SELECT n.group_id FROM group_nestings n WHERE n.member_id = ${id}))`
    },
  },
}

export const userSources: SqlSources = (target) => USER_COLUMNS[keyOf(target)] ?? inDocument(target)
export const groupSources: SqlSources = (target) => GROUP_COLUMNS[keyOf(target)]

/** The parts of one member, where `group_members gm` is joined with `users mu`. */
export const personParts: SqlSources = byName({
  value: { kind: 'uuid', sql: 'gm.user_id' },
  display: { kind: 'text', sql: 'mu.display_name' },
  type: { kind: 'text', sql: "'User'" },
})

/** The same, where `group_nestings gn` is joined with `groups mg`. */
export const nestedParts: SqlSources = byName({
  value: { kind: 'uuid', sql: 'gn.member_id' },
  display: { kind: 'text', sql: 'mg.display_name' },
  type: { kind: 'text', sql: "'Group'" },
})

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

/** Names come from the schemas in code or from those that a tenant defined, whose form has no quote; never from a request. */
function inDocument({ extension, attribute, sub }: AttributeTarget): SqlSource | undefined {
  if (attribute.mutability === 'readOnly') return undefined
  const holder = extension ? `u.scim->${quoted(extension.id)}` : 'u.scim'
  if (!attribute.multiValued) {
    return sub ? leaf(`${holder}->${quoted(attribute.name)}`, sub) : leaf(holder, attribute)
  }
  const list = `${holder}->${quoted(attribute.name)}`
  if (attribute.type !== 'complex') {
    return {
      kind: 'elements',
      from: `jsonb_array_elements(${list}) AS e(v)`,
      part: () => typed(attribute, `(e.v #>> '{}')`),
      first: () => typed(attribute, `(${list}->>0)`),
    }
  }
  // The primary element, else the first (RFC 7644 section 3.4.2.3).
  const first = `(SELECT f.v FROM jsonb_array_elements(${list}) WITH ORDINALITY AS f(v, place)
    ORDER BY coalesce(f.v->>'primary' = 'true', false) DESC, f.place LIMIT 1)`
  const emails = !extension && attribute.name === 'emails'
  return {
    kind: 'elements',
    from: `jsonb_array_elements(${list}) AS e(v)`,
    part: (inner) => leaf('e.v', inner.attribute),
    first: (inner) => leaf(first, inner.sub ?? inner.attribute),
    ...(emails && { posting: postedEmail }),
  }
}

// The policies hold the array to the tenant; it is made once.
const postedEmail: NonNullable<Extract<SqlSource, { kind: 'elements' }>['posting']> = (value, parameter) => {
  const key = filterKey(parameter(value, 'text'))
  return `u.id = ANY (ARRAY(SELECT p.user_id FROM user_emails p WHERE p.value_key = ${key}
    UNION ALL SELECT o.id FROM users o WHERE o.email_key = ${key}))`
}

function quoted(name: string): string {
  return `'${name.replaceAll("'", "''")}'`
}

function leaf(holder: string, attribute: ScimAttribute): SqlSource {
  if (attribute.type === 'complex') return { kind: 'json', sql: `(${holder}->${quoted(attribute.name)})` }
  return typed(attribute, `(${holder}->>${quoted(attribute.name)})`)
}

function typed(attribute: ScimAttribute, text: string): SqlSource {
  switch (attribute.type) {
    case 'boolean':
      return { kind: 'boolean', sql: `${text}::boolean` }
    case 'integer':
    case 'decimal':
      return { kind: 'number', sql: `${text}::numeric` }
    case 'dateTime':
      return { kind: 'time', sql: `${text}::timestamptz` }
    default:
      return { kind: 'text', sql: text }
  }
}
