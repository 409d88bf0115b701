import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { chooseToAdopt } from './choose-to-adopt.ts'
import { recordActivity } from './record-activity.ts'
import type { UserColumns, UserRecord } from './user-resource.ts'
import { giveToDirectory, lockUnownedUsers, updateUser } from './user-store.ts'

/**
 * Takes over the person who is here already without a directory, because they signed in first or were made by hand:
 * who has the same userName, or else the same e-mail address. Their id, identities and sessions stay; from now on
 * the directory manages them. An Owner is not handed to a directory by its own word.
 * @returns null where there is nobody to take over
 * @throws AppError `uniqueness` for an Owner, and where the address fits several people
 */
export async function adoptUser(tx: TenantTx, directoryId: string, columns: UserColumns): Promise<UserRecord | null> {
  const found = await lockUnownedUsers(tx, columns)
  const person = await chooseToAdopt(tx, found)
  if (!person) return null
  await giveToDirectory(tx, person.id, directoryId)
  const adopted = await updateUser(tx, person, columns)
  const targets = [{ type: 'user', id: person.id, name: columns.displayName }]
  await append(tx, { action: 'user.adopt', targets, metadata: { directoryId } })
  await recordActivity(tx, person, columns)
  // Who listens has heard of nobody before a directory managed them.
  announce(tx, [{ type: 'user.created', user: { ...columns, id: person.id, directoryId } }])
  return adopted
}
