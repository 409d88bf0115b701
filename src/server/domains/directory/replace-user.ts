import type { TenantScope } from '#server/platform/db/index.ts'
import { changeUser, type UserChangeInput } from './change-user.ts'
import { parseResource } from './scim/parse-resource.ts'
import type { UserRecord } from './user-resource.ts'

/**
 * PUT /Users/{id} (RFC 7644 section 3.5.1): what the body leaves out is cleared. `active` cannot be
 * cleared: left out, it stays, so that silence neither lets a leaver back in nor locks anybody out.
 * @throws AppError `invalid_syntax`, `invalid_value`, `not_found`, `precondition_failed`, `uniqueness`, `conflict`
 */
export function replaceUser(scope: TenantScope<'scim:write'>, input: UserChangeInput): Promise<UserRecord> {
  return changeUser(scope, input, (type) => {
    const resource = parseResource(type, input.body)
    return {
      mayDisable: resource.active === false,
      change: (current) => ({ active: current.active ?? true, ...resource }),
    }
  })
}
