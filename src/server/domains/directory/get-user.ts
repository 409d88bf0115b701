import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { tablesOf } from './dry-run/shadow-tables.ts'
import type { UserRecord } from './user-resource.ts'
import { readUser } from './user-store.ts'

/**
 * GET /Users/{id}; disabled people stay readable.
 * @throws AppError `not_found`
 */
export function getUser(
  scope: TenantScope<'scim:read'>,
  input: { id: string; withGroups: boolean },
): Promise<UserRecord> {
  return withTenant(scope, (tx) => readUser(tablesOf(tx), directoryOf(scope), input.id, input.withGroups))
}
