import { z } from 'zod'
import { auditEventSummarySchema, verificationSchema } from './audit.ts'
import { directorySummarySchema } from './directories.ts'
import { ssoConnectionSchema } from './sso.ts'
import { daySchema, instantSchema } from './times.ts'

/** Events of one UTC day, by outcome. Days without events are there with zeros. */
export const eventsOfDaySchema = z.object({
  day: daySchema,
  success: z.number().int(),
  failure: z.number().int(),
  denied: z.number().int(),
})

/** overview.get: tenant:read. A part the reader may not see is null. */
export const overviewGetOutput = z.object({
  /** member:read */
  people: z.object({ active: z.number().int(), disabled: z.number().int() }).nullable(),
  /** session:read */
  sessions: z.object({ open: z.number().int(), people: z.number().int() }).nullable(),
  /** audit:read */
  audit: z
    .object({
      size: z.number().int(),
      headHash: z.string().nullable(),
      headAt: instantSchema.nullable(),
      last24Hours: z.number().int(),
      last7Days: z.number().int(),
      lastVerification: verificationSchema.nullable(),
      /** The last 30 UTC days, the oldest first, today (so far) last. */
      eventsByDay: z.array(eventsOfDaySchema),
      /** The eight newest. */
      recentEvents: z.array(auditEventSummarySchema),
    })
    .nullable(),
  /** sso-connection:read */
  connections: z.array(ssoConnectionSchema).nullable(),
  /** directory:read */
  directories: z.array(directorySummarySchema).nullable(),
})

export type Overview = z.infer<typeof overviewGetOutput>
export type EventsOfDay = z.infer<typeof eventsOfDaySchema>
