import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { countOthersActiveUpTo, removeHold, spendPass, standingOf } from './guard-rail-store.ts'
import { type HeldRemoval, markHeld } from './held-removal.ts'

/** When it is worth a provider's while to try again: somebody has to look first. */
const RETRY_AFTER_SECONDS = 600

/**
 * Whether a directory may disable or delete somebody now (the guard rail of the directory). Call it in the transaction
 * that does so, after `lockOwnerRole`: removals then come one after the other, so that none slips over the line beside
 * another, and one that is held back changes nothing because its transaction ends here.
 * @param person.active somebody who is disabled already loses no access by being deleted, and is not counted
 * @returns when the removal was first held back, and whether an admin let it pass
 * @throws AppError `held_back` with `retryAfter`, which `recordingHolds` puts on record
 */
export async function admitRemoval(
  tx: TenantTx,
  directoryId: string,
  person: { id: string; name: string; active: boolean },
  operation: HeldRemoval['operation'],
): Promise<{ passed: boolean; firstHeldAt: Date | null }> {
  const standing = await standingOf(tx, directoryId, person.id)
  if (!standing?.enabled) return { passed: false, firstHeldAt: null }
  const held = { directoryId, userId: person.id, name: person.name, operation }
  if (standing.paused) throw markHeld(pausedError(standing), { ...held, removedBefore: null })
  const { firstHeldAt } = standing
  if (firstHeldAt !== null) await removeHold(tx, directoryId, person.id)
  if (!person.active) return { passed: false, firstHeldAt }
  if (standing.mayPass > 0 && (await spendPass(tx, directoryId))) return { passed: true, firstHeldAt }
  const removed = standing.removed + 1
  if (removed >= standing.peopleAtLeast) {
    // Who was removed within the window was active too, as is the person at hand.
    const enough = Math.ceil((removed * 100) / standing.sharePercent)
    const active = (await countOthersActiveUpTo(tx, person.id, enough)) + removed
    if (removed * 100 > active * standing.sharePercent) {
      throw markHeld(pausedError(standing), { ...held, removedBefore: standing.removed })
    }
  }
  return { passed: false, firstHeldAt }
}

function pausedError({ directoryName, keptOut }: { directoryName: string; keptOut: boolean }): AppError {
  const who = 'Somebody who may manage directories, an Owner or Admin for one,'
  return new AppError({
    code: 'held_back',
    message: keptOut
      ? `Disabling and removing people is paused for the directory ${directoryName}, so nothing was changed. ${who} has decided to keep these removals out; they resume them in the console under Directories.`
      : `Disabling and removing people is paused for the directory ${directoryName}, because it would remove more people at once than its guard rail allows, so nothing was changed. ${who} can let the removals pass in the console under Directories.`,
    retryAfter: RETRY_AFTER_SECONDS,
  })
}
