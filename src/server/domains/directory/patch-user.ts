import type { TenantScope } from '#server/platform/db/index.ts'
import { changeUser } from './change-user.ts'
import { applyPatch } from './scim/apply-patch.ts'
import { parsePatch } from './scim/parse-patch.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import type { UserRecord } from './user-resource.ts'

/**
 * PATCH /Users/{id} (RFC 7644 section 3.5.2): all operations or none.
 * @throws AppError `invalid_syntax`, `invalid_path`, `invalid_value`, `no_target`, `mutability`, `not_found`,
 *   `precondition_failed`, `uniqueness`, `conflict`
 */
export async function patchUser(
  scope: TenantScope<'scim:write'>,
  input: { id: string; ifMatch?: string | undefined; body: unknown },
): Promise<UserRecord> {
  const operations = parsePatch(USER_RESOURCE, input.id, input.body)
  const mayDisable = operations.some(({ path }) => path.kind === 'attribute' && path.attribute.name === 'active')
  return changeUser(scope, { ...input, mayDisable }, (current) => applyPatch(USER_RESOURCE, current, operations))
}
