import type { GroupRoleMapping } from '#contracts/groups.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { MAPPINGS_AT_MOST } from './map-group-role.ts'

/** Every mapping of the tenant by group name (there are at most 100). One query. */
export function listGroupRoleMappings(scope: TenantScope<'group:read'>): Promise<{ items: GroupRoleMapping[] }> {
  return withTenant(scope, async (tx) => {
    const rows = await tx.query<Omit<GroupRoleMapping, 'createdAt'> & { createdAt: Date }>(
      `SELECT m.id, m.group_name AS "groupName", m.created_at AS "createdAt",
         json_build_object('id', d.id, 'name', d.name) AS directory,
         json_build_object('key', r.key, 'name', r.name) AS role,
         CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object('id', g.id, 'people',
           CASE WHEN EXISTS (SELECT 1 FROM group_closure c WHERE c.tenant_id = g.tenant_id AND c.ancestor_id = g.id)
             THEN (SELECT count(DISTINCT p.user_id) FROM group_members p WHERE p.tenant_id = g.tenant_id AND p.group_id IN (
               SELECT g.id UNION ALL SELECT c.descendant_id FROM group_closure c
               WHERE c.tenant_id = g.tenant_id AND c.ancestor_id = g.id))
             ELSE (SELECT count(*) FROM group_members p WHERE p.tenant_id = g.tenant_id AND p.group_id = g.id)
           END) END AS "group"
       FROM group_role_mappings m
       JOIN directories d ON d.tenant_id = m.tenant_id AND d.id = m.directory_id
       JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
       LEFT JOIN groups g ON g.tenant_id = m.tenant_id AND g.directory_id = m.directory_id
         AND g.display_name_key = m.group_name_key
       WHERE m.tenant_id = $1
       ORDER BY lower(m.group_name), lower(d.name), r.key LIMIT ${MAPPINGS_AT_MOST}`,
      [tx.tenantId],
    )
    return { items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) }
  })
}
