import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import type { GroupRecord } from './group-resource.ts'
import { countGroups, pageOfGroups } from './group-store.ts'
import { GROUP_RESOURCE } from './scim/group-schema.ts'
import { parseFilter } from './scim/scim-filter.ts'
import { type Page, type PageRequest, readPage } from './scim-page.ts'

/**
 * GET /Groups (RFC 7644 section 3.4.2): those of the token's directory, the oldest first.
 * At most two queries, however many there are; members are read only where they are shown.
 * @throws AppError `invalid_filter`
 */
export async function listScimGroups(
  scope: TenantScope<'scim:read'>,
  input: PageRequest & { filter?: string | undefined; withMembers: boolean },
): Promise<Page<GroupRecord>> {
  const filter = input.filter === undefined ? null : parseFilter(GROUP_RESOURCE, input.filter)
  const directoryId = directoryOf(scope)
  return withTenant(scope, (tx) =>
    readPage(
      input,
      (offset, limit) => pageOfGroups(tx, directoryId, { filter, offset, limit, withMembers: input.withMembers }),
      () => countGroups(tx, directoryId, filter),
    ),
  )
}
