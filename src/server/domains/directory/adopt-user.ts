import { holdsOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { announce } from '#server/domains/webhooks/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { recordActivity } from './record-activity.ts'
import { uniqueness } from './scim/scim-failure.ts'
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
  const sameName = found.find((user) => user.sameUserName)
  if (!sameName && found.length > 1) {
    throw uniqueness('Several people here have this e-mail address and no directory. Remove all but one of them first.')
  }
  const person = sameName ?? found[0]
  if (!person) return null
  if (await holdsOwner(tx, person.id)) {
    throw uniqueness(
      'A person with this userName or e-mail address is an Owner here. An Owner has to hand over the role Owner before a directory can manage them.',
    )
  }
  await giveToDirectory(tx, person.id, directoryId)
  const adopted = await updateUser(tx, person, columns)
  const targets = [{ type: 'user', id: person.id, name: columns.displayName }]
  await append(tx, { action: 'user.adopt', targets, metadata: { directoryId } })
  await recordActivity(tx, person, columns)
  // Who listens has heard of nobody before a directory managed them.
  announce(tx, [{ type: 'user.created', user: { ...columns, id: person.id, directoryId } }])
  return adopted
}
