import { z } from 'zod'
import { uuidSchema } from '#contracts/identifiers.ts'
import { containsPattern } from '#server/platform/contains-pattern.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'

/** In UTF-16 units: six bytes each, as JSON escapes them at worst, and base64 stay within what a cursor may hold. */
const KEY_IN_CURSOR = 50
// Postgres stores no NUL, so none was ever given out.
const sortKey = z
  .string()
  .max(KEY_IN_CURSOR)
  .refine((key) => !key.includes('\0') && key.isWellFormed())
const cursorKeys = z.tuple([sortKey.nullable(), uuidSchema])

type Asked = { search?: string | undefined; cursor?: string | undefined; limit: number }
/** What a page is asked for with, as statements take it: the pattern, the place behind which it begins, rows and one more. */
export type BrowsePage = { pattern: string | null; key: string | null; id: string | null; rows: number }

export function browsePage({ search, cursor, limit }: Asked): BrowsePage {
  const [key, id] = cursor === undefined ? [null, null] : readPageCursor(cursor, cursorKeys)
  return { pattern: search ? containsPattern(search) : null, key, id, rows: limit + 1 }
}

/** The rows without what they were sorted by, and where the next page begins. */
export function pageOfRows<R extends { id: string; sortKey: string }, T>(
  rows: readonly R[],
  limit: number,
  show: (row: R) => T,
): { items: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(show),
    nextCursor:
      last && rows.length > limit
        ? makePageCursor([last.sortKey.length > KEY_IN_CURSOR ? null : last.sortKey, last.id])
        : null,
  }
}
