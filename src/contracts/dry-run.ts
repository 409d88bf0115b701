import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

/** What going live would mean for a person, by what the provider has sent so far. */
export const DRY_RUN_OUTCOMES = ['lose', 'gain', 'change', 'keep', 'none'] as const
export const dryRunOutcomeSchema = z.enum(DRY_RUN_OUTCOMES)

export const dryRunPersonSchema = z.object({
  /** Of the shadow, or of the real person where the shadow has nobody left. */
  id: uuidSchema,
  name: z.string(),
  email: z.string().nullable(),
  /** Who is here already and would be taken over. */
  personId: uuidSchema.nullable(),
  outcome: dryRunOutcomeSchema,
  /** Names of roles; null where there is no access. */
  before: z.array(z.string()).nullable(),
  after: z.array(z.string()).nullable(),
})

/** dryRun.report: directory:read. `not_found` for a directory that is live. */
export const dryRunReportInput = z.strictObject({ directoryId: uuidSchema })
export const dryRunReportOutput = z.object({
  name: z.string(),
  /** How many people there are of each outcome. */
  people: z.record(dryRunOutcomeSchema, z.number().int()),
  groups: z.number().int(),
  /** People here without a directory of whom the provider has said nothing; they stay as they are. */
  unmentioned: z.number().int(),
  /** Removals that the guard rail would have held back. */
  heldBack: z.number().int(),
  /** Requests that were refused, within the 30 days of the provisioning log. */
  refused: z.number().int(),
})

/** dryRun.people: member:read. By id, from behind `cursor`. */
export const dryRunPeopleInput = z.strictObject({
  directoryId: uuidSchema,
  outcome: dryRunOutcomeSchema.optional(),
  cursor: uuidSchema.optional(),
  limit: z.number().int().min(1).max(100).default(50),
})
export const dryRunPeopleOutput = z.object({
  items: z.array(dryRunPersonSchema),
  nextCursor: uuidSchema.nullable(),
})

/** dryRun.goLive and dryRun.discard: directory:manage. `name` is the directory's, as a confirmation. */
export const dryRunGoLiveInput = z.strictObject({ directoryId: uuidSchema, name: z.string().max(200) })
export const dryRunDiscardInput = z.strictObject({ directoryId: uuidSchema })
export const dryRunEndedOutput = z.object({
  directoryId: uuidSchema,
  /** What was in the shadow. */
  people: z.number().int(),
  groups: z.number().int(),
})

export type DryRunOutcome = z.infer<typeof dryRunOutcomeSchema>
export type DryRunPerson = z.infer<typeof dryRunPersonSchema>
export type DryRunReport = z.infer<typeof dryRunReportOutput>
