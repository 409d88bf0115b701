import type { JsonRecord } from '#server/domains/directory/index.ts'

/** RFC 7644 section 3.4.2, figure 3. Paging values are integers. */
export function listResponse(
  resources: JsonRecord[],
  total: number = resources.length,
  startIndex: number = 1,
): JsonRecord {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  }
}
