import type { TenantScope } from '#server/platform/db/index.ts'
import { changeUser, type UserChangeInput } from './change-user.ts'
import { applyPatch } from './scim/apply-patch.ts'
import { parsePatch } from './scim/parse-patch.ts'
import type { UserRecord } from './user-resource.ts'

/**
 * PATCH /Users/{id} (RFC 7644 section 3.5.2): all operations or none.
 * @throws AppError `invalid_syntax`, `invalid_path`, `invalid_value`, `no_target`, `mutability`, `not_found`,
 *   `precondition_failed`, `uniqueness`, `conflict`
 */
export function patchUser(scope: TenantScope<'scim:write'>, input: UserChangeInput): Promise<UserRecord> {
  return changeUser(scope, input, (type) => {
    const operations = parsePatch(type, input.id, input.body)
    const mayDisable = operations.some(({ path }) => path.kind === 'attribute' && path.attribute.name === 'active')
    return { mayDisable, change: (current) => applyPatch(type, current, operations) }
  })
}
