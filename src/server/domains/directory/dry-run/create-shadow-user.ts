import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { chooseToAdopt } from '../choose-to-adopt.ts'
import type { UserColumns, UserRecord } from '../user-resource.ts'
import { insertUser, userNameTaken } from '../user-store.ts'
import { isNameTaken, standFor, unownedPeople } from './dry-run-store.ts'
import { holdDryRun } from './hold-dry-run.ts'
import { recordDeparture } from './record-departure.ts'
import { recordDryRun } from './record-dry-run.ts'
import { shadowOf } from './shadow-tables.ts'

/**
 * POST /Users in dry run. Who is here already without a directory is named in the event as taken over, and stays as
 * they are.
 * @throws AppError `uniqueness` wherever a live directory would, `unavailable`
 */
export async function createShadowUser(tx: TenantTx, columns: UserColumns): Promise<UserRecord> {
  const directory = await holdDryRun(tx)
  const person = await chooseToAdopt(tx, await unownedPeople(tx, directory.id, columns))
  if (!person && (await isNameTaken(tx, directory.id, columns.userName))) throw userNameTaken()
  const user = await insertUser(shadowOf(tx), directory.id, newId(), columns)
  const about = { type: 'user', id: person?.id ?? user.id, name: columns.displayName } as const
  if (!person) {
    await recordDryRun(tx, directory, [about], { would: 'user.create', active: columns.active })
    return user
  }
  await standFor(tx, user.id, person.id)
  await recordDryRun(tx, directory, [about], { would: 'user.adopt' })
  if (person.active && !columns.active) await recordDeparture(tx, directory, { ...about, shadowId: user.id }, 'disable')
  else if (!person.active && columns.active) await recordDryRun(tx, directory, [about], { would: 'user.enable' })
  return user
}
