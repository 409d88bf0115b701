import type { TenantTx } from '#server/platform/db/index.ts'
import { type ListIdentity, makeListCursor, readListCursor } from './list-cursor.ts'
import type { PlaceInList } from './sort-order.ts'

/** `startIndex` counts from 1. A `cursor` takes its place: '' asks for the first page, and for a cursor to the next. */
export type PageRequest = { startIndex: number; count: number; cursor?: string | undefined }
/** What is asked of a list besides (RFC 7644 section 3.4.2). */
export type ListRequest = PageRequest & {
  filter?: string | undefined
  sortBy?: string | undefined
  sortOrder?: string | undefined
}
/** `nextCursor` is null on the last page, and undefined where no cursor was asked for. */
export type Page<R> = { total: number; startIndex: number; records: R[]; nextCursor?: string | null }
/** From which place a page is read, and how many rows at most. */
export type Span = { offset: number; after: PlaceInList | null; limit: number }
/** A record with its place in the list. `found` rows there were; not all need be shown. */
export type Found<R> = { records: (R & { sortKey?: string | null })[]; found: number }

/** The most resources that one answer holds; a client that asks for more gets this many (RFC 7644 section 3.4.2.4). */
export const SCIM_PAGE_LIMIT = 200
export const SCIM_PAGE_DEFAULT = 100
/** The most members or groups, of all its resources together, that one page holds; its first resource is always there. */
const PARTS_ON_PAGE = 10_000

/**
 * A page of which only as many resources are shown as their parts have room: one query, which counts no more parts
 * than fit.
 * @param page selects columns of one alias, the key it is sorted by as `sort_key`, with limit and offset
 * @param order of the page, in those columns
 * @param partsOf selects one row a part of a resource `alias`
 */
export function withinParts(alias: string, page: string, order: string, partsOf: string, columns: string): string {
  return `WITH page AS MATERIALIZED (${page}),
    counted AS MATERIALIZED (
      SELECT ${alias}.*, row_number() OVER (${order}) AS place,
        (SELECT count(*) FROM (${partsOf} LIMIT ${PARTS_ON_PAGE}) part) AS parts FROM page ${alias}
    ),
    placed AS (
      SELECT counted.*, count(*) OVER ()::int AS found, sum(parts) OVER (ORDER BY place) - parts AS before FROM counted
    )
    SELECT ${columns}, found FROM placed ${alias}
    WHERE before = 0 OR before + parts <= ${PARTS_ON_PAGE} ORDER BY ${alias}.place`
}

/**
 * Reads a page, and counts only where the page itself does not tell the total. `startIndex` below 1
 * is 1 (PingOne sends 0); a `count` of 0 or less asks for the total alone. `rows` may answer fewer records than it
 * found where they would be too much for one answer; the client goes on behind the last (RFC 7644 section 3.4.2.4).
 * @throws AppError `invalid_cursor`, `expired_cursor`
 */
export async function readPage<R extends { id: string }>(
  request: PageRequest,
  list: ListIdentity,
  rows: (span: Span) => Promise<Found<R>>,
  count: () => Promise<number>,
  now: Date = new Date(),
): Promise<Page<R>> {
  const limit = Math.min(request.count, SCIM_PAGE_LIMIT)
  if (request.cursor !== undefined) return pageByCursor(request.cursor, limit, list, rows, count, now)
  const startIndex = Math.max(1, request.startIndex)
  if (limit <= 0) return { total: await count(), startIndex, records: [] }
  const offset = startIndex - 1
  const { records, found } = await rows({ offset, after: null, limit })
  const told = found < limit && (found > 0 || offset === 0)
  return { total: told ? offset + found : await count(), startIndex, records }
}

/** RFC 9865 section 2: by keyset, so that a page deep in the list costs what the first does. */
async function pageByCursor<R extends { id: string }>(
  cursor: string,
  limit: number,
  list: ListIdentity,
  rows: (span: Span) => Promise<Found<R>>,
  count: () => Promise<number>,
  now: Date,
): Promise<Page<R>> {
  const after = cursor === '' ? null : readListCursor(list, cursor, now)
  if (limit <= 0) return { total: await count(), startIndex: 1, records: [], nextCursor: null }
  // One more than is shown tells whether there is a next page.
  const { records, found } = await rows({ offset: 0, after, limit: limit + 1 })
  const shown = records.slice(0, limit)
  const last = shown.at(-1)
  const more = last !== undefined && found > shown.length
  return {
    total: after === null && !more ? found : await count(),
    startIndex: 1,
    records: shown,
    nextCursor: more ? makeListCursor(list, { key: last.sortKey ?? null, id: last.id }, now) : null,
  }
}

/** What a list is known by in its cursors. */
export function identityOf(
  tx: TenantTx,
  directoryId: string,
  list: ListIdentity['list'],
  { filter, sortBy, sortOrder }: ListRequest,
): ListIdentity {
  return { tenantId: tx.tenantId, directoryId, list, filter, sortBy, sortOrder }
}
