import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { guardRailOf, lockGuardRail } from './guard-rail-store.ts'

/**
 * The guard rail of a directory that is paused, held to the end of the transaction.
 * @throws AppError `not_found`, or `conflict` where it is not paused (any more)
 */
export async function pausedGuardRail(tx: TenantTx, directoryId: string) {
  const locked = await lockGuardRail(tx, directoryId)
  const rail = await guardRailOf(tx, directoryId)
  if (!locked || !rail) throw notFound('directory')
  if (!locked.paused) {
    throw new AppError({
      code: 'conflict',
      message: 'Disabling and removing is not paused for this directory. Reload the page to see how it is now.',
    })
  }
  return {
    held: rail.held,
    keptOut: rail.keptOutAt !== null,
    target: { type: 'directory', id: directoryId, name: locked.name },
  }
}
