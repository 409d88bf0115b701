import type { z } from 'zod'
import type { BrowsedPerson, browsePeopleInput, browsePeopleOutput } from '#contracts/directory-browser.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { browsePage, pageOfRows } from './browse-page.ts'
import { requireDirectory } from './require-directory.ts'

const MATCHES = `u.tenant_id = $1 AND u.directory_id = $2 AND ($3::boolean IS NULL OR u.active = $3)
  AND ($4::text IS NULL OR u.user_name ILIKE $4 OR u.display_name ILIKE $4 OR u.email ILIKE $4 OR u.external_id ILIKE $4)`

/**
 * A page of the people whom a directory owns, by userName, with the exact number that match.
 * @throws AppError `not_found`
 */
export function browsePeople(
  scope: TenantScope<'member:read'>,
  input: z.infer<typeof browsePeopleInput>,
): Promise<z.infer<typeof browsePeopleOutput>> {
  const page = browsePage(input)
  return withTenant(scope, async (tx) => {
    await requireDirectory(tx, input.directoryId)
    const active = input.status === undefined ? null : input.status === 'active'
    const values = [tx.tenantId, input.directoryId, active, page.pattern]
    const rows = await tx.query<Omit<BrowsedPerson, 'updatedAt'> & { updatedAt: Date; sortKey: string }>(
      `SELECT u.id, u.user_name AS "userName", u.display_name AS name, u.email, u.active,
         u.external_id AS "externalId", u.updated_at AS "updatedAt", u.user_name_key AS "sortKey"
       FROM users u WHERE ${MATCHES} AND ($6::uuid IS NULL OR u.user_name_key >
         coalesce($5, (SELECT p.user_name_key FROM users p WHERE p.tenant_id = $1 AND p.id = $6)))
       ORDER BY u.user_name_key LIMIT $7`,
      [...values, page.key, page.id, page.rows],
    )
    const [counted] = await tx.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM users u WHERE ${MATCHES}`,
      values,
    )
    return {
      ...pageOfRows(rows, input.limit, ({ sortKey: _, updatedAt, ...row }) => ({
        ...row,
        updatedAt: updatedAt.toISOString(),
      })),
      total: counted?.total ?? 0,
    }
  })
}
