import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { directoryOf } from './directory-of.ts'
import { tablesOf } from './dry-run/shadow-tables.ts'
import type { GroupRecord } from './group-resource.ts'
import { countGroups, groupsById } from './group-store.ts'
import { compileFilter, type SqlSources } from './scim/compile-filter.ts'
import { GROUP_RESOURCE } from './scim/group-schema.ts'
import { parseSort } from './scim/parse-sort.ts'
import { type Filter, parseFilter } from './scim/scim-filter.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { type Found, identityOf, type ListRequest, type Page, readPage, type Span } from './scim-page.ts'
import { behind, orderBy, type SortOrder, sortOrderOf } from './sort-order.ts'
import { groupSources, userSources } from './sql-sources.ts'
import type { UserRecord } from './user-resource.ts'
import { countUsers, usersById } from './user-store.ts'
import { textNamesOthers, userTypeIn } from './user-type.ts'

export type SearchedResource =
  | { type: 'User'; id: string; record: UserRecord }
  | { type: 'Group'; id: string; record: GroupRecord }

/**
 * POST /.search at the root (RFC 7644 section 3.4.3): people and groups of the token's directory in one list, by id
 * (which ascends with the time of creation) or sorted as asked. An attribute that only one of the two has, the other
 * has no value for.
 * @throws AppError `invalid_filter`, `invalid_value`, `invalid_cursor`, `expired_cursor`
 */
export async function searchResources(
  scope: TenantScope<'scim:read'>,
  input: ListRequest & { withGroups: boolean; withMembers: boolean },
): Promise<Page<SearchedResource>> {
  const known = textNamesOthers(input.filter, input.sortBy) ? null : readBoth(USER_RESOURCE, input)
  const directoryId = directoryOf(scope)
  return withTenant(scope, async (tx) => {
    const both = known ?? readBoth(await userTypeIn(tx), input)
    return readPage(
      input,
      identityOf(tx, directoryId, '', input),
      (span) => pageOfBoth(tablesOf(tx), directoryId, both, span, input),
      async () =>
        (await countUsers(tablesOf(tx), directoryId, both.users.filter)) +
        (await countGroups(tablesOf(tx), directoryId, both.groups.filter)),
    )
  })
}

type Half = { filter: Filter | null; order: SortOrder }
type Both = { users: Half; groups: Half }

function readBoth(userType: ResourceType, { filter, sortBy, sortOrder }: ListRequest): Both {
  const half = (type: ResourceType, other: ResourceType, sources: SqlSources): Half => ({
    filter: filter === undefined ? null : parseFilter(type, filter, [other]),
    order: sortOrderOf(parseSort(type, sortBy, sortOrder, [other]), sources),
  })
  const users = half(userType, GROUP_RESOURCE, userSources)
  const groups = half(GROUP_RESOURCE, userType, groupSources)
  return {
    users: { ...users, order: asType(users.order, groups.order) },
    groups: { ...groups, order: asType(groups.order, users.order) },
  }
}

/** What has no such attribute is sorted as having no value of the other's type. */
function asType(own: SortOrder, other: SortOrder): SortOrder {
  return own?.key === 'NULL::text' && other ? { ...own, key: `NULL::${other.type}`, type: other.type } : own
}

async function pageOfBoth(
  tx: TenantTx,
  directoryId: string,
  { users, groups }: Both,
  { offset, after, limit }: Span,
  shown: { withGroups: boolean; withMembers: boolean },
): Promise<Found<SearchedResource>> {
  const values: unknown[] = [tx.tenantId, directoryId]
  const half = (table: string, alias: string, { filter, order }: Half, sources: SqlSources) => {
    const condition = filter ? ` AND ${compileFilter(filter, sources, values)}` : ''
    const further = after ? ` AND ${behind(order, `${alias}.id`, after, values)}` : ''
    const key = order?.key ?? 'NULL::text'
    return `(SELECT '${table}' AS kind, ${alias}.id, ${key} AS sort_key FROM ${table} ${alias}
      WHERE ${alias}.tenant_id = $1 AND ${alias}.directory_id = $2${condition}${further}
      ${orderBy(order, key, `${alias}.id`)} LIMIT $${values.push(limit + offset)})`
  }
  const people = half('users', 'u', users, userSources)
  const found = await tx.query<{ kind: 'users' | 'groups'; id: string; sortKey: string | null }>(
    `SELECT kind, id, sort_key::text AS "sortKey" FROM (${people} UNION ALL ${half('groups', 'g', groups, groupSources)}) both_kinds
     ${orderBy(users.order, 'sort_key', 'id')} LIMIT $${values.push(limit)} OFFSET $${values.push(offset)}`,
    values,
  )
  const idsOf = (kind: string) => found.flatMap((row) => (row.kind === kind ? [row.id] : []))
  const [userIds, groupIds] = [idsOf('users'), idsOf('groups')]
  const records = new Map<string, SearchedResource>()
  for (const record of userIds.length === 0 ? [] : await usersById(tx, userIds, shown.withGroups)) {
    records.set(record.id, { type: 'User', id: record.id, record })
  }
  for (const record of groupIds.length === 0 ? [] : await groupsById(tx, groupIds, shown.withMembers)) {
    records.set(record.id, { type: 'Group', id: record.id, record })
  }
  // Up to the first that there was no room for; the client goes on from there.
  const missing = found.findIndex(({ id }) => !records.has(id))
  const complete = missing < 0 ? found : found.slice(0, missing)
  return {
    records: complete.map(({ id, sortKey }) => ({ ...(records.get(id) as SearchedResource), sortKey })),
    found: found.length,
  }
}
