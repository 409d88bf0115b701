import type { DirectorySchema } from '#contracts/directory-schemas.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { schemaRows } from './schema-store.ts'

/** Every extension schema that the tenant defined, by URN (there are at most 20). One query. */
export function listDirectorySchemas(scope: TenantScope<'directory:read'>): Promise<{ items: DirectorySchema[] }> {
  return withTenant(scope, async (tx) => ({
    items: (await schemaRows(tx)).map(({ createdAt, updatedAt, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    })),
  }))
}
