import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { parseFilter } from './scim/scim-filter.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { type Page, type PageRequest, readPage } from './scim-page.ts'
import type { UserRecord } from './user-resource.ts'
import { countUsers, pageOfUsers } from './user-store.ts'

/**
 * GET /Users (RFC 7644 section 3.4.2): those of the token's directory, the oldest first.
 * At most two queries, however many there are.
 * @throws AppError `invalid_filter`
 */
export async function listUsers(
  scope: TenantScope<'scim:read'>,
  input: PageRequest & { filter?: string | undefined; withGroups: boolean },
): Promise<Page<UserRecord>> {
  const filter = input.filter === undefined ? null : parseFilter(USER_RESOURCE, input.filter)
  const directoryId = directoryOf(scope)
  return withTenant(scope, (tx) =>
    readPage(
      input,
      (offset, limit) => pageOfUsers(tx, directoryId, { filter, offset, limit, withGroups: input.withGroups }),
      () => countUsers(tx, directoryId, filter),
    ),
  )
}
