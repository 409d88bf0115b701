import type { z } from 'zod'
import type { browseGroupInput, GroupInDirectory } from '#contracts/directory-browser.ts'
import { strongestFirst } from '#server/domains/access/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

const SHOWN_AT_MOST = 100

type Row = Omit<GroupInDirectory, 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date }

const listOf = (rows: string) =>
  `coalesce((SELECT json_agg(json_build_object('id', l.id, 'name', l.display_name)) FROM (
     ${rows} ORDER BY lower(o.display_name), o.id LIMIT ${SHOWN_AT_MOST}) l), '[]')`

/**
 * One group as its directory keeps it, with the groups in it and around it and the roles that it comes to give.
 * @throws AppError `not_found`
 */
export function browseGroup(
  scope: TenantScope<'group:read'>,
  input: z.infer<typeof browseGroupInput>,
): Promise<GroupInDirectory> {
  return withTenant(scope, async (tx) => {
    const [row] = await tx.query<Row>(
      `SELECT g.id, g.display_name AS name, g.external_id AS "externalId", g.version, g.created_at AS "createdAt",
         g.updated_at AS "updatedAt", json_build_object('id', d.id, 'name', d.name) AS directory,
         (SELECT count(*)::int FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) AS people,
         (SELECT count(*)::int FROM group_nestings n WHERE n.tenant_id = g.tenant_id AND n.group_id = g.id) AS nested,
         (SELECT count(DISTINCT m.user_id)::int FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id IN (
            SELECT g.id UNION ALL SELECT c.descendant_id FROM group_closure c
            WHERE c.tenant_id = g.tenant_id AND c.ancestor_id = g.id)) AS "peopleOverAll",
         ${listOf(`SELECT o.id, o.display_name FROM group_nestings n JOIN groups o ON o.tenant_id = n.tenant_id
           AND o.id = n.member_id WHERE n.tenant_id = g.tenant_id AND n.group_id = g.id`)} AS groups,
         ${listOf(`SELECT o.id, o.display_name FROM group_closure c JOIN groups o ON o.tenant_id = c.tenant_id
           AND o.id = c.ancestor_id WHERE c.tenant_id = g.tenant_id AND c.descendant_id = g.id`)} AS within,
         coalesce((SELECT json_agg(json_build_object('key', r.key, 'name', r.name,
             'by', json_build_object('id', by.id, 'name', by.display_name)) ORDER BY lower(by.display_name))
           FROM groups by
           JOIN group_role_mappings x ON x.tenant_id = by.tenant_id AND x.directory_id = by.directory_id
             AND x.group_name_key = by.display_name_key
           JOIN roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id
           WHERE by.tenant_id = g.tenant_id AND by.id IN (SELECT g.id UNION SELECT c.ancestor_id FROM group_closure c
             WHERE c.tenant_id = g.tenant_id AND c.descendant_id = g.id)), '[]') AS roles
       FROM groups g JOIN directories d ON d.tenant_id = g.tenant_id AND d.id = g.directory_id
       WHERE g.tenant_id = $1 AND g.id = $2`,
      [tx.tenantId, input.id],
    )
    if (!row) throw notFound('group')
    return {
      ...row,
      roles: row.roles.sort(strongestFirst),
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    }
  })
}
