import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { tablesOf } from './dry-run/shadow-tables.ts'
import { parseSort } from './scim/parse-sort.ts'
import { parseFilter } from './scim/scim-filter.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { identityOf, type ListRequest, type Page, readPage } from './scim-page.ts'
import { sortOrderOf } from './sort-order.ts'
import { userSources } from './sql-sources.ts'
import type { UserRecord } from './user-resource.ts'
import { countUsers, pageOfUsers, type UserList } from './user-store.ts'
import { textNamesOthers, userTypeIn } from './user-type.ts'

/**
 * GET /Users (RFC 7644 section 3.4.2): those of the token's directory, the oldest first or sorted as asked.
 * At most two queries, however many there are; one more where a schema of the tenant's own is named.
 * @throws AppError `invalid_filter`, `invalid_value`, `invalid_cursor`, `expired_cursor`
 */
export async function listUsers(
  scope: TenantScope<'scim:read'>,
  input: ListRequest & { withGroups: boolean },
): Promise<Page<UserRecord>> {
  const read = (type: ResourceType): UserList => ({
    filter: input.filter === undefined ? null : parseFilter(type, input.filter),
    order: sortOrderOf(parseSort(type, input.sortBy, input.sortOrder), userSources),
    withGroups: input.withGroups,
  })
  const known = textNamesOthers(input.filter, input.sortBy) ? null : read(USER_RESOURCE)
  const directoryId = directoryOf(scope)
  return withTenant(scope, async (tx) => {
    const list = known ?? read(await userTypeIn(tx))
    return readPage(
      input,
      identityOf(tx, directoryId, 'Users', input),
      (span) => pageOfUsers(tablesOf(tx), directoryId, list, span),
      () => countUsers(tablesOf(tx), directoryId, list.filter),
    )
  })
}
