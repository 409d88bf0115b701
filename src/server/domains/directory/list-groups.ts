import { z } from 'zod'
import type { groupsListInput, groupsListOutput } from '#contracts/groups.ts'
import { uuidSchema } from '#contracts/identifiers.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { countGroupsNamed, groupsAfter, toGroupSummary } from './group-summary-store.ts'

/** In UTF-16 units: six bytes each, as JSON escapes them at worst, and base64 stay within what a cursor may hold. */
const KEY_IN_CURSOR = 50
// Postgres stores no NUL, so none was ever given out.
const sortKey = z
  .string()
  .max(KEY_IN_CURSOR)
  .refine((key) => !key.includes('\0') && key.isWellFormed())
const cursorKeys = z.tuple([sortKey.nullable(), uuidSchema])

/** A page of groups of all directories by name, with the exact number that match. Two queries, however long the page. */
export function listGroups(
  scope: TenantScope<'group:read'>,
  input: z.infer<typeof groupsListInput>,
): Promise<z.infer<typeof groupsListOutput>> {
  const after = input.cursor === undefined ? null : readPageCursor(input.cursor, cursorKeys)
  return withTenant(scope, async (tx) => {
    const [rows, total] = await Promise.all([
      groupsAfter(tx, input.search, after, input.limit),
      countGroupsNamed(tx, input.search),
    ])
    const page = rows.slice(0, input.limit)
    const last = page.at(-1)
    return {
      items: page.map(toGroupSummary),
      nextCursor:
        last && rows.length > input.limit
          ? makePageCursor([last.sortKey.length > KEY_IN_CURSOR ? null : last.sortKey, last.id])
          : null,
      total,
    }
  })
}
