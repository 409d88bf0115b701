/** `startIndex` counts from 1. */
export type PageRequest = { startIndex: number; count: number }
export type Page<R> = { total: number; startIndex: number; records: R[] }

/** The most resources that one answer holds; a client that asks for more gets this many (RFC 7644 section 3.4.2.4). */
export const SCIM_PAGE_LIMIT = 200
export const SCIM_PAGE_DEFAULT = 100
/** The most members or groups, of all its resources together, that one page holds; its first resource is always there. */
const PARTS_ON_PAGE = 10_000

/**
 * A page of which only as many resources are shown as their parts have room: one query, which counts no more parts
 * than fit.
 * @param page selects columns of one alias, ordered by id, with limit and offset
 * @param partsOf selects one row a part of a resource `alias`
 */
export function withinParts(alias: string, page: string, partsOf: string, columns: string): string {
  return `WITH page AS MATERIALIZED (${page}),
    counted AS MATERIALIZED (
      SELECT ${alias}.*, (SELECT count(*) FROM (${partsOf} LIMIT ${PARTS_ON_PAGE}) part) AS parts FROM page ${alias}
    ),
    placed AS (
      SELECT counted.*, count(*) OVER ()::int AS found, sum(parts) OVER (ORDER BY id) - parts AS before FROM counted
    )
    SELECT ${columns}, found FROM placed ${alias}
    WHERE before = 0 OR before + parts <= ${PARTS_ON_PAGE} ORDER BY ${alias}.id`
}

/**
 * Reads a page, and counts only where the page itself does not tell the total. `startIndex` below 1
 * is 1 (PingOne sends 0); a `count` of 0 or less asks for the total alone. `rows` may answer fewer records than it
 * found where they would be too much for one answer; the client goes on behind the last (RFC 7644 section 3.4.2.4).
 */
export async function readPage<R>(
  request: PageRequest,
  rows: (offset: number, limit: number) => Promise<{ records: R[]; found: number }>,
  count: () => Promise<number>,
): Promise<Page<R>> {
  const startIndex = Math.max(1, request.startIndex)
  const limit = Math.min(request.count, SCIM_PAGE_LIMIT)
  if (limit <= 0) return { total: await count(), startIndex, records: [] }
  const offset = startIndex - 1
  const { records, found } = await rows(offset, limit)
  const told = found < limit && (found > 0 || offset === 0)
  return { total: told ? offset + found : await count(), startIndex, records }
}
