import { GROUP_RESOURCE } from './group-schema.ts'
import type { ResourceType, ScimAttribute, ScimSchema } from './scim-schema.ts'
import type { Json, JsonRecord } from './scim-value.ts'
import { USER_RESOURCE } from './user-schema.ts'

const RESOURCE_TYPES: readonly ResourceType[] = [USER_RESOURCE, GROUP_RESOURCE]

/** RFC 7643 section 5: what this server can do. */
export function serviceProviderConfig(base: string, pageLimit: number): JsonRecord {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: pageLimit },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of the directory, made in the console and sent as Authorization: Bearer.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  }
}

/** RFC 7643 section 6. */
export function resourceTypes(base: string): JsonRecord[] {
  return RESOURCE_TYPES.map((type) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` },
  }))
}

/** RFC 7643 section 7, from the definition that also reads requests and writes answers. */
export function schemas(base: string): JsonRecord[] {
  return RESOURCE_TYPES.flatMap((type) => [type.schema, ...type.extensions]).map((schema) =>
    describeSchema(schema, base),
  )
}

function describeSchema(schema: ScimSchema, base: string): JsonRecord {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(describeAttribute),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }
}

function describeAttribute({
  subAttributes,
  canonicalValues,
  referenceTypes,
  ...attribute
}: ScimAttribute): JsonRecord {
  const described: Record<string, Json> = { ...attribute }
  if (canonicalValues) described.canonicalValues = [...canonicalValues]
  if (referenceTypes) described.referenceTypes = [...referenceTypes]
  if (subAttributes) described.subAttributes = subAttributes.map(describeAttribute)
  return described
}
