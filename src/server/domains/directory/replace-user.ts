import type { TenantScope } from '#server/platform/db/index.ts'
import { changeUser } from './change-user.ts'
import { parseResource } from './scim/parse-resource.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import type { UserRecord } from './user-resource.ts'

/**
 * PUT /Users/{id} (RFC 7644 section 3.5.1): what the body leaves out is cleared. `active` cannot be
 * cleared: left out, it stays, so that silence neither lets a leaver back in nor locks anybody out.
 * @throws AppError `invalid_syntax`, `invalid_value`, `not_found`, `precondition_failed`, `uniqueness`, `conflict`
 */
export async function replaceUser(
  scope: TenantScope<'scim:write'>,
  input: { id: string; ifMatch?: string | undefined; body: unknown },
): Promise<UserRecord> {
  const resource = parseResource(USER_RESOURCE, input.body)
  return changeUser(scope, { ...input, mayDisable: resource.active === false }, (current) => ({
    active: current.active ?? true,
    ...resource,
  }))
}
