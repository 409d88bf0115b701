import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

export const HELD_SHOWN = 500

export const guardRailSettingsSchema = z.strictObject({
  enabled: z.boolean(),
  /** Of the tenant's active people, in percent. */
  sharePercent: z.number().int().min(1).max(100),
  peopleAtLeast: z.number().int().min(1).max(100_000),
  windowMinutes: z.number().int().min(5).max(10_080),
})

export const heldPersonSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  email: z.string().nullable(),
  operation: z.enum(['disable', 'delete']),
  firstHeldAt: instantSchema,
  lastHeldAt: instantSchema,
  attempts: z.number().int(),
})

/** guardRails.get: directory:read. The guard rail of one directory and, while it is paused, who is held back (at most 500). */
export const guardRailsGetInput = z.strictObject({ directoryId: uuidSchema })
export const guardRailsGetOutput = z.object({
  settings: guardRailSettingsSchema,
  /** People disabled or deleted within the window, without those an admin let pass. */
  removed: z.number().int(),
  pause: z
    .object({
      since: instantSchema,
      removed: z.number().int(),
      active: z.number().int(),
      held: z.number().int(),
      people: z.array(heldPersonSchema),
      keptOut: z.object({ at: instantSchema, by: z.string().nullable() }).nullable(),
    })
    .nullable(),
  /** Until when how many more may pass. */
  pass: z.object({ people: z.number().int(), until: instantSchema }).nullable(),
})

/** guardRails.paused: directory:read. Directories whose disabling and removing is paused, by name. */
export const guardRailsPausedOutput = z.object({
  items: z.array(
    z.object({
      directoryId: uuidSchema,
      name: z.string(),
      since: instantSchema,
      held: z.number().int(),
      keptOut: z.boolean(),
    }),
  ),
})

/** guardRails.update: directory:manage */
export const guardRailsUpdateInput = z.strictObject({ directoryId: uuidSchema, settings: guardRailSettingsSchema })
/** guardRails.letPass: directory:manage. The pause ends; so many removals then pass uncounted, for so long. */
export const guardRailsLetPassInput = z.strictObject({
  directoryId: uuidSchema,
  people: z.number().int().min(1).max(100_000),
  hours: z.number().int().min(1).max(72),
})
/** guardRails.keepOut and guardRails.resume: directory:manage */
export const guardRailsDecideInput = z.strictObject({ directoryId: uuidSchema })
export const guardRailsChangedOutput = z.object({ directoryId: uuidSchema })

export type GuardRail = z.infer<typeof guardRailsGetOutput>
export type GuardRailSettings = z.infer<typeof guardRailSettingsSchema>
export type HeldPerson = z.infer<typeof heldPersonSchema>
export type PausedDirectory = z.infer<typeof guardRailsPausedOutput>['items'][number]
