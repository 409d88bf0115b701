import { holdsOwner } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { uniqueness } from './scim/scim-failure.ts'

/**
 * Whom of those who are here without a directory a new person is: who has the same userName, or else the one with the
 * same e-mail address.
 * @returns null where it is nobody
 * @throws AppError `uniqueness` for an Owner, and where the address fits several people
 */
export async function chooseToAdopt<P extends { id: string; sameUserName: boolean }>(
  tx: TenantTx,
  found: readonly P[],
): Promise<P | null> {
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
  return person
}
