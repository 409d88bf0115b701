import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { directoryOf } from './directory-of.ts'
import { parseResource } from './scim/parse-resource.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { type UserRecord, userColumns } from './user-resource.ts'
import { insertUser } from './user-store.ts'

/**
 * POST /Users (RFC 7644 section 3.3). The person is active unless the body says otherwise.
 * @param body the SCIM resource as it arrived
 * @throws AppError `invalid_syntax`, `invalid_value`, `uniqueness`
 */
export async function createUser(scope: TenantScope<'scim:write'>, body: unknown): Promise<UserRecord> {
  const columns = userColumns(parseResource(USER_RESOURCE, body))
  return withTenant(scope, async (tx) => {
    const user = await insertUser(tx, directoryOf(scope), newId(), columns)
    await append(tx, {
      action: 'user.create',
      targets: [{ type: 'user', id: user.id, name: columns.displayName }],
      metadata: { userName: columns.userName, active: columns.active },
    })
    return user
  })
}
