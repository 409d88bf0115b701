/**
 * The one description of what a SCIM resource holds (RFC 7643 section 7). It feeds
 * /Schemas, request parsing, filters, PATCH paths and what a response shows.
 */
export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex'

export type ScimAttribute = {
  name: string
  type: AttributeType
  multiValued: boolean
  description: string
  required: boolean
  caseExact: boolean
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  returned: 'always' | 'never' | 'default' | 'request'
  uniqueness: 'none' | 'server' | 'global'
  canonicalValues?: readonly string[]
  referenceTypes?: readonly string[]
  subAttributes?: readonly ScimAttribute[]
}

export type ScimSchema = { id: string; name: string; description: string; attributes: readonly ScimAttribute[] }

export type ResourceType = {
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  description: string
  schema: ScimSchema
  extensions: readonly ScimSchema[]
}

type AttributeOptions = Partial<Omit<ScimAttribute, 'name' | 'type' | 'description'>>

const DEFAULTS = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const

/** One attribute, with the defaults of RFC 7643 section 2.2. */
export function attribute(
  name: string,
  type: AttributeType,
  description: string,
  options: AttributeOptions = {},
): ScimAttribute {
  return { name, type, description, ...DEFAULTS, ...options }
}

/** A multi-valued complex attribute with the sub-attributes of RFC 7643 section 2.4. */
export function plural(
  name: string,
  description: string,
  options: {
    canonicalTypes?: readonly string[]
    value?: ScimAttribute
    extra?: readonly ScimAttribute[]
    attribute?: AttributeOptions
  } = {},
): ScimAttribute {
  const value = options.value ?? attribute('value', 'string', 'The value itself.')
  return attribute(name, 'complex', description, {
    multiValued: true,
    ...options.attribute,
    subAttributes: [
      value,
      attribute('display', 'string', 'A name to show for this value.'),
      attribute('type', 'string', 'What the value is for.', {
        ...(options.canonicalTypes === undefined ? {} : { canonicalValues: options.canonicalTypes }),
      }),
      attribute('primary', 'boolean', 'Whether this is the preferred value; at most one is.'),
      ...(options.extra ?? []),
    ],
  })
}

/** Attributes of every resource (RFC 7643 section 3.1); they belong to no schema of their own. */
const COMMON_ATTRIBUTES: readonly ScimAttribute[] = [
  attribute('id', 'string', 'The identifier Gatehouse gave.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', 'string', 'The identifier the provisioning client uses.', { caseExact: true }),
  attribute('schemas', 'reference', 'The schemas this resource uses.', {
    multiValued: true,
    required: true,
    caseExact: true,
    returned: 'always',
    referenceTypes: ['uri'],
  }),
  attribute('meta', 'complex', 'Facts about the resource itself.', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', 'string', 'The name of the resource type.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
      attribute('created', 'dateTime', 'When it was created.', { mutability: 'readOnly' }),
      attribute('lastModified', 'dateTime', 'When it last changed.', { mutability: 'readOnly' }),
      attribute('location', 'reference', 'Its address.', {
        caseExact: true,
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      attribute('version', 'string', 'Its entity tag.', { caseExact: true, mutability: 'readOnly' }),
    ],
  }),
]

/** Attribute names compare without regard to case (RFC 7643 section 2.1). */
export function findAttribute(attributes: readonly ScimAttribute[], name: string): ScimAttribute | undefined {
  const wanted = name.toLowerCase()
  return attributes.find((candidate) => candidate.name.toLowerCase() === wanted)
}

/** The schema of a resource type with that URN, compared without regard to case. */
export function findSchema(type: ResourceType, urn: string): ScimSchema | undefined {
  const wanted = urn.toLowerCase()
  return [type.schema, ...type.extensions].find((candidate) => candidate.id.toLowerCase() === wanted)
}

/** Attributes that stand at the top of a resource: the common ones and those of its core schema. */
export function coreAttributes(type: ResourceType): readonly ScimAttribute[] {
  return [...COMMON_ATTRIBUTES, ...type.schema.attributes]
}
