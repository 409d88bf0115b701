import type { z } from 'zod'
import type { browseMembersInput, browseMembersOutput } from '#contracts/directory-browser.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { browsePage, pageOfRows } from './browse-page.ts'

type Row = Omit<z.infer<typeof browseMembersOutput>['items'][number], 'since'> & { since: Date; sortKey: string }

const MATCHES = `m.tenant_id = $1 AND m.group_id = $2
  AND ($3::text IS NULL OR u.user_name ILIKE $3 OR u.display_name ILIKE $3 OR u.email ILIKE $3)`
const FROM = 'FROM group_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id'

/**
 * A page of the people whom a group names, by userName, with the exact number that match.
 * @throws AppError `not_found`
 */
export function browseMembers(
  scope: TenantScope<'group:read'>,
  input: z.infer<typeof browseMembersInput>,
): Promise<z.infer<typeof browseMembersOutput>> {
  const page = browsePage(input)
  return withTenant(scope, async (tx) => {
    const known = await tx.query('SELECT 1 FROM groups WHERE tenant_id = $1 AND id = $2', [tx.tenantId, input.groupId])
    if (known.length === 0) throw notFound('group')
    const values = [tx.tenantId, input.groupId, page.pattern]
    const rows = await tx.query<Row>(
      `SELECT u.id, u.user_name AS "userName", u.display_name AS name, u.email, u.active, m.created_at AS since,
         u.user_name_key AS "sortKey"
       ${FROM} WHERE ${MATCHES} AND ($5::uuid IS NULL OR u.user_name_key >
         coalesce($4, (SELECT p.user_name_key FROM users p WHERE p.tenant_id = $1 AND p.id = $5)))
       ORDER BY u.user_name_key LIMIT $6`,
      [...values, page.key, page.id, page.rows],
    )
    const [counted] = await tx.query<{ total: number }>(
      `SELECT count(*)::int AS total ${FROM} WHERE ${MATCHES}`,
      values,
    )
    return {
      ...pageOfRows(rows, input.limit, ({ sortKey: _, since, ...row }) => ({ ...row, since: since.toISOString() })),
      total: counted?.total ?? 0,
    }
  })
}
