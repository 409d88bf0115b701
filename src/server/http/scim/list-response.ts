import type { JsonRecord, Page } from '#server/domains/directory/index.ts'

const SCHEMAS = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']

/** RFC 7644 section 3.4.2, figure 3. Paging values are integers. */
export function listResponse(resources: JsonRecord[]): JsonRecord {
  return pageResponse(resources, { total: resources.length, startIndex: 1 })
}

/** A page of a list; by cursor it says where the next one begins, and not by which number this one does (RFC 9865). */
export function pageResponse(
  resources: JsonRecord[],
  { total, startIndex, nextCursor }: Omit<Page<unknown>, 'records'>,
): JsonRecord {
  return {
    schemas: SCHEMAS,
    totalResults: total,
    ...(nextCursor === undefined ? { startIndex } : {}),
    itemsPerPage: resources.length,
    ...(nextCursor ? { nextCursor } : {}),
    Resources: resources,
  }
}
