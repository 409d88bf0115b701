import type { z } from 'zod'
import type { directorySchemasRemoveInput } from '#contracts/directory-schemas.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { lockSchema } from './schema-store.ts'

/**
 * Removes an extension of User with every value under it; who had one gets a new version.
 * @returns how many people had values
 * @throws AppError `not_found`
 */
export function removeDirectorySchema(
  scope: TenantScope<'directory:manage'>,
  input: z.infer<typeof directorySchemasRemoveInput>,
): Promise<{ id: string; people: number }> {
  return withTenant(scope, async (tx) => {
    const schema = await lockSchema(tx, { id: input.id })
    if (!schema) throw notFound('schema')
    await tx.query('DELETE FROM directory_schemas WHERE tenant_id = $1 AND id = $2', [tx.tenantId, schema.id])
    const [cleared] = await tx.query<{ people: number }>(
      `WITH cleared AS (
         UPDATE users SET scim = scim - $2::text, version = version + 1, updated_at = greatest(updated_at, clock_timestamp())
         WHERE tenant_id = $1 AND scim ? $2::text RETURNING id
       ) SELECT count(*)::int AS people FROM cleared`,
      [tx.tenantId, schema.urn],
    )
    await tx.query(
      `UPDATE dry_run_users SET scim = scim - $2::text, version = version + 1, updated_at = greatest(updated_at, clock_timestamp())
       WHERE tenant_id = $1 AND scim ? $2::text`,
      [tx.tenantId, schema.urn],
    )
    const people = cleared?.people ?? 0
    await append(tx, {
      action: 'directory.schema.remove',
      targets: [{ type: 'directory_schema', id: schema.id, name: schema.name }],
      metadata: { urn: schema.urn, people },
    })
    return { id: schema.id, people }
  })
}
