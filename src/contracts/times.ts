import { z } from 'zod'

/** An instant in UTC, ISO 8601, ending in Z. */
export const instantSchema = z.iso
  .datetime()
  .refine((text) => !text.startsWith('0000'), 'must be of the year 1 or later')
/** A calendar day in UTC, YYYY-MM-DD. */
export const daySchema = z.iso.date()
