import type { z } from 'zod'
import type { groupsPreviewUnmappingInput, MappingPreview } from '#contracts/mapping-previews.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { previewOf } from './preview-mapping.ts'

/**
 * Who would lose a role if this mapping ended, and who keeps it by something else. Nested groups count. Changes nothing.
 * @throws AppError `not_found`
 */
export function previewUnmapping(
  scope: TenantScope<'group:read'>,
  input: z.infer<typeof groupsPreviewUnmappingInput>,
): Promise<MappingPreview> {
  return withTenant(scope, async (tx) => {
    const [mapping] = await tx.query<Parameters<typeof previewOf>[1]>(
      `SELECT 'unmap' AS change, m.group_name AS "groupName", false AS already,
         json_build_object('id', d.id, 'name', d.name) AS directory,
         json_build_object('id', r.id, 'key', r.key, 'name', r.name, 'permissions', r.permissions) AS role
       FROM group_role_mappings m
       JOIN directories d ON d.tenant_id = m.tenant_id AND d.id = m.directory_id
       JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
       WHERE m.tenant_id = $1 AND m.id = $2`,
      [tx.tenantId, input.id],
    )
    if (!mapping) throw notFound('mapping')
    return previewOf(tx, mapping, input)
  })
}
