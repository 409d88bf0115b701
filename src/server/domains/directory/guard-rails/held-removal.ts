import type { AppError } from '#server/platform/errors/app-error.ts'

/** A removal that a guard rail held back. */
export type HeldRemoval = {
  directoryId: string
  userId: string
  name: string
  operation: 'disable' | 'delete'
  /** How many had been removed where this one would have crossed the line; null where the directory was paused already. */
  removedBefore: number | null
}

const held = new WeakMap<object, HeldRemoval>()

export function markHeld(error: AppError, removal: HeldRemoval): AppError {
  held.set(error, removal)
  return error
}

/** What an error held back; null for any other error. */
export function heldRemovalOf(error: unknown): HeldRemoval | null {
  return typeof error === 'object' && error !== null ? (held.get(error) ?? null) : null
}
