import type { ResourceType, ScimAttribute, ScimSchema } from './scim-schema.ts'
import type { Json, JsonRecord } from './scim-value.ts'

/** The most operations of one bulk request, and the most bytes of any request (RFC 7644 section 3.7.4). */
export const MAX_BULK_OPERATIONS = 1000
export const MAX_PAYLOAD_BYTES = 1024 * 1024

/**
 * RFC 7643 section 5 and RFC 9865 section 4: what this server can do. `/Me` is not among it: behind a directory's
 * token there is no person, and it is answered by 501 (RFC 7644 section 3.11).
 */
export function serviceProviderConfig(
  base: string,
  paging: { pageDefault: number; pageLimit: number; cursorSeconds: number },
): JsonRecord {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_PAYLOAD_BYTES },
    filter: { supported: true, maxResults: paging.pageLimit },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: paging.pageDefault,
      maxPageSize: paging.pageLimit,
      cursorTimeout: paging.cursorSeconds,
    },
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
export function resourceTypes(types: readonly ResourceType[], base: string): JsonRecord[] {
  return types.map((type) => ({
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
export function schemas(types: readonly ResourceType[], base: string): JsonRecord[] {
  return types.flatMap((type) => [type.schema, ...type.extensions]).map((schema) => describeSchema(schema, base))
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
