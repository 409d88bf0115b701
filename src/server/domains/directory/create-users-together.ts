import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Outcome } from '#server/platform/work-in-batches.ts'
import { directoryOf } from './directory-of.ts'
import type { UserColumns, UserRecord } from './user-resource.ts'
import { anybodyToAdopt, insertUsers, userNameTaken } from './user-store.ts'

/** One request to make somebody, from a directory's token. */
export type UserToCreate = { scope: TenantScope<'scim:write'>; columns: UserColumns }

/**
 * Makes people whom requests of one token asked for at the same moment in one transaction: the grant, the log's head
 * and the commit are paid for once. Each keeps its own request in the log and its own answer; a userName that is
 * taken fails its own request only.
 *
 * @returns null where nothing was made because they have to be taken one by one: somebody among them may have to be
 *   taken over, or what one of them wants cannot be done
 */
export async function createUsersTogether(wanted: readonly UserToCreate[]): Promise<Outcome<UserRecord>[] | null> {
  const [first] = wanted
  if (!first) return []
  let fellThrough = false
  try {
    return await withTenant(first.scope, async (tx) => {
      try {
        return await makeAll(tx, directoryOf(first.scope), wanted)
      } catch (error) {
        fellThrough = true
        throw error
      }
    })
  } catch (error) {
    // Known to be undone. After that point the outcome may be unknown, and trying again could make somebody twice.
    if (fellThrough) return null
    throw error
  }
}

async function makeAll(
  tx: TenantTx,
  directoryId: string,
  wanted: readonly UserToCreate[],
): Promise<Outcome<UserRecord>[] | null> {
  const columns = wanted.map((each) => each.columns)
  if (await anybodyToAdopt(tx, columns)) {
    tx.unchanged('somebody is here already, which is decided one by one')
    return null
  }
  const people = wanted.map(({ columns }) => ({ id: newId(), columns }))
  const made = await insertUsers(tx, directoryId, people)
  if (made.size === 0) tx.unchanged('every userName was taken')
  const outcomes: Outcome<UserRecord>[] = []
  for (const [index, { id, columns }] of people.entries()) {
    const value = made.get(id)
    outcomes.push(value ? { value } : { error: userNameTaken() })
    if (!value) continue
    await append(
      tx,
      {
        action: 'user.create',
        targets: [{ type: 'user', id, name: columns.displayName }],
        metadata: { userName: columns.userName, active: columns.active },
      },
      { request: wanted[index]?.scope.principal.request ?? tx.scope.principal.request },
    )
  }
  const told = people.filter(({ id }) => made.has(id))
  announce(
    tx,
    told.map(({ id, columns }) => ({ type: 'user.created', user: { ...columns, id, directoryId } })),
  )
  return outcomes
}
