import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { tablesOf } from './dry-run/shadow-tables.ts'
import type { GroupRecord } from './group-resource.ts'
import { readGroup } from './group-store.ts'

/**
 * GET /Groups/{id}.
 * @throws AppError `not_found`
 */
export function readScimGroup(
  scope: TenantScope<'scim:read'>,
  input: { id: string; withMembers: boolean },
): Promise<GroupRecord> {
  return withTenant(scope, (tx) => readGroup(tablesOf(tx), directoryOf(scope), input.id, input.withMembers))
}
