import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { personReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

export const breakGlassReasonSchema = z.string().trim().min(10).max(1000)

export const breakGlassEntrySchema = z.object({
  id: uuidSchema,
  person: personReferenceSchema,
  reason: z.string(),
  ip: z.string().nullable(),
  enteredAt: instantSchema,
  /** When the session ended or will end. */
  endsAt: instantSchema,
  /** Null until somebody else has signed it off. */
  review: z
    .object({ at: instantSchema, by: z.object({ id: uuidSchema, name: z.string() }).nullable(), note: z.string() })
    .nullable(),
})

/** breakGlass.list: break-glass:read. At most 100, what waits for a review first. */
export const breakGlassListOutput = z.object({ items: z.array(breakGlassEntrySchema) })

/** breakGlass.review: break-glass:review. Not by the person who used it. */
export const breakGlassReviewInput = z.strictObject({ id: uuidSchema, note: z.string().trim().min(1).max(1000) })
export const breakGlassReviewOutput = breakGlassEntrySchema

export type BreakGlassEntry = z.infer<typeof breakGlassEntrySchema>
