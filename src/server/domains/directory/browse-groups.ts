import type { z } from 'zod'
import type { BrowsedGroup, browseGroupsInput, browseGroupsOutput } from '#contracts/directory-browser.ts'
import { strongestFirst } from '#server/domains/access/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { browsePage, pageOfRows } from './browse-page.ts'
import { requireDirectory } from './require-directory.ts'

const MATCHES = `g.tenant_id = $1 AND g.directory_id = $2 AND ($3::text IS NULL OR g.display_name ILIKE $3
  OR g.external_id ILIKE $3)`

/**
 * A page of the groups of a directory by name, with the exact number that match.
 * @throws AppError `not_found`
 */
export function browseGroups(
  scope: TenantScope<'group:read'>,
  input: z.infer<typeof browseGroupsInput>,
): Promise<z.infer<typeof browseGroupsOutput>> {
  const page = browsePage(input)
  return withTenant(scope, async (tx) => {
    await requireDirectory(tx, input.directoryId)
    const values = [tx.tenantId, input.directoryId, page.pattern]
    const rows = await tx.query<Omit<BrowsedGroup, 'updatedAt'> & { updatedAt: Date; sortKey: string }>(
      `SELECT g.id, g.display_name AS name, g.external_id AS "externalId", g.updated_at AS "updatedAt",
         g.display_name_key AS "sortKey",
         (SELECT count(*)::int FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) AS people,
         (SELECT count(*)::int FROM group_nestings n WHERE n.tenant_id = g.tenant_id AND n.group_id = g.id) AS nested,
         coalesce((SELECT json_agg(DISTINCT jsonb_build_object('key', r.key, 'name', r.name))
           FROM (SELECT g.display_name_key AS key UNION SELECT a.display_name_key FROM group_closure c
             JOIN groups a ON a.tenant_id = c.tenant_id AND a.id = c.ancestor_id
             WHERE c.tenant_id = g.tenant_id AND c.descendant_id = g.id) named
           JOIN group_role_mappings x ON x.tenant_id = g.tenant_id AND x.directory_id = g.directory_id
             AND x.group_name_key = named.key
           JOIN roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id), '[]') AS roles
       FROM groups g WHERE ${MATCHES} AND ($5::uuid IS NULL OR g.display_name_key >
         coalesce($4, (SELECT p.display_name_key FROM groups p WHERE p.tenant_id = $1 AND p.id = $5)))
       ORDER BY g.display_name_key LIMIT $6`,
      [...values, page.key, page.id, page.rows],
    )
    const [counted] = await tx.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM groups g WHERE ${MATCHES}`,
      values,
    )
    return {
      ...pageOfRows(rows, input.limit, ({ sortKey: _, updatedAt, roles, ...row }) => ({
        ...row,
        roles: roles.sort(strongestFirst),
        updatedAt: updatedAt.toISOString(),
      })),
      total: counted?.total ?? 0,
    }
  })
}
