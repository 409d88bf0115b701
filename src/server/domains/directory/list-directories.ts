import type { DirectorySummary } from '#contracts/directories.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoriesByName } from './directory-store.ts'

/** Every directory of the tenant by name (there are at most 100). One query. */
export function listDirectories(scope: TenantScope<'directory:read'>): Promise<{ items: DirectorySummary[] }> {
  return withTenant(scope, async (tx) => ({ items: await directoriesByName(tx) }))
}
