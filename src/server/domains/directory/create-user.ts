import { lockOwnerRole } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { insideTransaction, type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { perProcess } from '#server/platform/per-process.ts'
import { type Outcome, type Queues, workInBatches } from '#server/platform/work-in-batches.ts'
import { adoptUser } from './adopt-user.ts'
import { createUsersTogether, type UserToCreate } from './create-users-together.ts'
import { directoryOf } from './directory-of.ts'
import { createShadowUser } from './dry-run/create-shadow-user.ts'
import { inDryRun } from './dry-run/shadow-tables.ts'
import { recordingHolds } from './guard-rails/recording-holds.ts'
import { parseResource } from './scim/parse-resource.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { type UserColumns, type UserRecord, userColumns } from './user-resource.ts'
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
  if (bodyNamesOthers(body)) return createAlone(scope, async (tx) => read(await userTypeIn(tx)))
  const columns = read(USER_RESOURCE)
  const { principal } = scope
  // Taking over somebody may disable them, which wants other locks; our own tasks come one at a time anyway; and what
  // is rehearsed must never meet what is real.
  const together = principal.type === 'directory' && columns.active && !inDryRun(scope) && !insideTransaction()
  if (!together) return createAlone(scope, async () => columns)
  return workInBatches(queues(), `${principal.tenantId}/${principal.tokenId}`, { scope, columns }, createSeveral)
}

const queues = () => perProcess('scim-users-to-create', (): Queues<UserToCreate, UserRecord> => new Map())

async function createSeveral(wanted: UserToCreate[]): Promise<Outcome<UserRecord>[]> {
  const together = wanted.length > 1 ? await createUsersTogether(wanted) : null
  if (together) return together
  const outcomes: Outcome<UserRecord>[] = []
  for (const { scope, columns } of wanted) {
    outcomes.push(
      await createAlone(scope, async () => columns).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
    )
  }
  return outcomes
}

function createAlone(
  scope: TenantScope<'scim:write'>,
  columnsIn: (tx: TenantTx) => Promise<UserColumns>,
): Promise<UserRecord> {
  return recordingHolds(scope, () =>
    withTenant(scope, async (tx) => {
      const columns = await columnsIn(tx)
      if (inDryRun(scope)) return createShadowUser(tx, columns)
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
