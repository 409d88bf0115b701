import type { TenantScope } from '#server/platform/db/index.ts'
import { changeGroup, type GroupChangeInput } from './change-group.ts'
import type { GroupRecord } from './group-resource.ts'
import { applyPatch } from './scim/apply-patch.ts'
import { GROUP_RESOURCE } from './scim/group-schema.ts'
import { isMembership, planMembership } from './scim/membership-plan.ts'
import { parsePatch } from './scim/parse-patch.ts'

/**
 * PATCH /Groups/{id} (RFC 7644 section 3.5.2): all operations or none. Members are changed without being read.
 * @throws AppError `invalid_syntax`, `invalid_path`, `invalid_value`, `no_target`, `mutability`, `not_found`,
 *   `precondition_failed`, `uniqueness`
 */
export async function patchGroup(scope: TenantScope<'scim:write'>, input: GroupChangeInput): Promise<GroupRecord> {
  const operations = parsePatch(GROUP_RESOURCE, input.id, input.body)
  const steps = planMembership(operations)
  const others = operations.filter((operation) => !isMembership(operation))
  return changeGroup(scope, input, steps, (current) => applyPatch(GROUP_RESOURCE, current, others))
}
