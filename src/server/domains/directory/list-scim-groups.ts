import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { tablesOf } from './dry-run/shadow-tables.ts'
import type { GroupRecord } from './group-resource.ts'
import { countGroups, pageOfGroups } from './group-store.ts'
import { GROUP_RESOURCE } from './scim/group-schema.ts'
import { parseSort } from './scim/parse-sort.ts'
import { parseFilter } from './scim/scim-filter.ts'
import { identityOf, type ListRequest, type Page, readPage } from './scim-page.ts'
import { sortOrderOf } from './sort-order.ts'
import { groupSources } from './sql-sources.ts'

/**
 * GET /Groups (RFC 7644 section 3.4.2): those of the token's directory, the oldest first or sorted as asked.
 * At most two queries, however many there are; members are read only where they are shown.
 * @throws AppError `invalid_filter`, `invalid_value`, `invalid_cursor`, `expired_cursor`
 */
export async function listScimGroups(
  scope: TenantScope<'scim:read'>,
  input: ListRequest & { withMembers: boolean },
): Promise<Page<GroupRecord>> {
  const filter = input.filter === undefined ? null : parseFilter(GROUP_RESOURCE, input.filter)
  const order = sortOrderOf(parseSort(GROUP_RESOURCE, input.sortBy, input.sortOrder), groupSources)
  const directoryId = directoryOf(scope)
  return withTenant(scope, (tx) =>
    readPage(
      input,
      identityOf(tx, directoryId, 'Groups', input),
      (span) => pageOfGroups(tablesOf(tx), directoryId, { filter, order, withMembers: input.withMembers }, span),
      () => countGroups(tablesOf(tx), directoryId, filter),
    ),
  )
}
