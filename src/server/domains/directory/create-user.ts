import { lockOwnerRole } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { adoptUser } from './adopt-user.ts'
import { directoryOf } from './directory-of.ts'
import { recordingHolds } from './guard-rails/recording-holds.ts'
import { parseResource } from './scim/parse-resource.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { type UserRecord, userColumns } from './user-resource.ts'
import { insertUser } from './user-store.ts'
import { bodyNamesOthers, userTypeIn } from './user-type.ts'

/**
 * POST /Users (RFC 7644 section 3.3). The person is active unless the body says otherwise. Who signed in here before
 * the directory knew them is taken over instead of made.
 * @param body the SCIM resource as it arrived
 * @throws AppError `invalid_syntax`, `invalid_value`, `uniqueness`
 */
export async function createUser(scope: TenantScope<'scim:write'>, body: unknown): Promise<UserRecord> {
  const read = (type: ResourceType) => userColumns(parseResource(type, body))
  const known = bodyNamesOthers(body) ? null : read(USER_RESOURCE)
  return recordingHolds(scope, () =>
    withTenant(scope, async (tx) => {
      const columns = known ?? read(await userTypeIn(tx))
      // Taking over may disable, and then the order of locks asks for this first (access/lock-owner-role.ts).
      if (!columns.active) await lockOwnerRole(tx)
      const directoryId = directoryOf(scope)
      const adopted = await adoptUser(tx, directoryId, columns)
      if (adopted) return adopted
      const user = await insertUser(tx, directoryId, newId(), columns)
      await append(tx, {
        action: 'user.create',
        targets: [{ type: 'user', id: user.id, name: columns.displayName }],
        metadata: { userName: columns.userName, active: columns.active },
      })
      announce(tx, [{ type: 'user.created', user: { ...columns, id: user.id, directoryId } }])
      return user
    }),
  )
}
