import type { TenantScope } from '#server/platform/db/index.ts'
import { changeGroup, type GroupChangeInput } from './change-group.ts'
import type { GroupRecord } from './group-resource.ts'
import { membersOf, parseGroup } from './scim/parse-group.ts'

/**
 * PUT /Groups/{id} (RFC 7644 section 3.5.1): what the body leaves out is cleared, members too.
 * @throws AppError `invalid_syntax`, `invalid_value`, `not_found`, `precondition_failed`, `uniqueness`
 */
export async function replaceGroup(scope: TenantScope<'scim:write'>, input: GroupChangeInput): Promise<GroupRecord> {
  const resource = parseGroup(input.body)
  return changeGroup(scope, input, [{ kind: 'replace', members: membersOf(input.body) }], () => resource)
}
