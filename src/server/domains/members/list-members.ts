import { z } from 'zod'
import { uuidSchema } from '#contracts/identifiers.ts'
import type { membersListInput, membersListOutput } from '#contracts/members.ts'
import { rolesOfPeople } from '#server/domains/access/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { countMembers, membersAfter, toSummary } from './member-store.ts'

/** In UTF-16 units: six bytes each, as JSON escapes them at worst, and base64 stay within what a cursor may hold. */
const KEY_IN_CURSOR = 50
// Postgres stores no NUL, so none was ever given out.
const sortKey = z
  .string()
  .max(KEY_IN_CURSOR)
  .refine((key) => !key.includes('\0') && key.isWellFormed())
const cursorKeys = z.tuple([sortKey.nullable(), uuidSchema])

/** A page of people by name, with the exact number that match. Three queries, however long the page. */
export function listMembers(
  scope: TenantScope<'member:read'>,
  input: z.infer<typeof membersListInput>,
): Promise<z.infer<typeof membersListOutput>> {
  const after = input.cursor === undefined ? null : readPageCursor(input.cursor, cursorKeys)
  return withTenant(scope, async (tx) => {
    const [rows, total] = await Promise.all([membersAfter(tx, input, after, input.limit), countMembers(tx, input)])
    const page = rows.slice(0, input.limit)
    const roles = await rolesOfPeople(
      tx,
      page.map((row) => row.id),
    )
    const last = page.at(-1)
    return {
      items: page.map((row) => toSummary(row, roles.get(row.id) ?? [])),
      nextCursor:
        last && rows.length > input.limit
          ? makePageCursor([last.sortKey.length > KEY_IN_CURSOR ? null : last.sortKey, last.id])
          : null,
      total,
    }
  })
}
