/** `startIndex` counts from 1. */
export type PageRequest = { startIndex: number; count: number }
export type Page<R> = { total: number; startIndex: number; records: R[] }

/** The most resources that one answer holds; a client that asks for more gets this many (RFC 7644 section 3.4.2.4). */
export const SCIM_PAGE_LIMIT = 200
export const SCIM_PAGE_DEFAULT = 100

/**
 * Reads a page, and counts only where the page itself does not tell the total. `startIndex` below 1
 * is 1 (PingOne sends 0); a `count` of 0 or less asks for the total alone.
 */
export async function readPage<R>(
  request: PageRequest,
  rows: (offset: number, limit: number) => Promise<R[]>,
  count: () => Promise<number>,
): Promise<Page<R>> {
  const startIndex = Math.max(1, request.startIndex)
  const limit = Math.min(request.count, SCIM_PAGE_LIMIT)
  if (limit <= 0) return { total: await count(), startIndex, records: [] }
  const offset = startIndex - 1
  const records = await rows(offset, limit)
  const told = records.length < limit && (records.length > 0 || offset === 0)
  return { total: told ? offset + records.length : await count(), startIndex, records }
}
