import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { namedReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

/** What a SCIM request asked for, as its method and address say. `gap`: requests that could not be written down. */
export const PROVISIONING_KINDS = [
  'user.create',
  'user.replace',
  'user.patch',
  'user.delete',
  'user.read',
  'user.list',
  'user.search',
  'group.create',
  'group.replace',
  'group.patch',
  'group.delete',
  'group.read',
  'group.list',
  'group.search',
  'any.search',
  'me',
  'bulk',
  'discovery',
  'other',
  'gap',
] as const
export const provisioningKindSchema = z.enum(PROVISIONING_KINDS)
export type ProvisioningKind = z.infer<typeof provisioningKindSchema>

/** `refused`: answered by an error of the request's. `failed`: by one of ours. */
export const PROVISIONING_OUTCOMES = ['changed', 'unchanged', 'read', 'refused', 'failed', 'gap'] as const
export const provisioningOutcomeSchema = z.enum(PROVISIONING_OUTCOMES)
export type ProvisioningOutcome = z.infer<typeof provisioningOutcomeSchema>

/** Whose client it was, as it says itself. */
export const PROVISIONING_CLIENTS = [
  'okta',
  'entra',
  'google',
  'jumpcloud',
  'onelogin',
  'pingone',
  'keycloak',
  'other',
] as const
export const provisioningClientSchema = z.enum(PROVISIONING_CLIENTS)
export type ProvisioningClient = z.infer<typeof provisioningClientSchema>

export const provisioningFilterSchema = z.strictObject({
  outcome: provisioningOutcomeSchema.optional(),
  kind: provisioningKindSchema.optional(),
  person: uuidSchema.optional(),
  group: uuidSchema.optional(),
  token: uuidSchema.optional(),
  /** In address, query, error, user agent and request id; and names of people and groups, for who may see those. */
  q: z.string().trim().min(1).max(200).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
})
export type ProvisioningFilter = z.infer<typeof provisioningFilterSchema>

export const provisioningEntrySchema = z.object({
  id: uuidSchema,
  at: instantSchema,
  durationMs: z.number(),
  kind: provisioningKindSchema,
  outcome: provisioningOutcomeSchema,
  method: z.string(),
  status: z.number().int(),
  scimType: z.string().nullable(),
  /** What the request did, in a sentence. */
  sentence: z.string(),
  /** Answered from the shadow of a directory in dry run: nobody was touched. */
  dryRun: z.boolean(),
  client: provisioningClientSchema,
  token: z.object({ id: uuidSchema.nullable(), prefix: z.string() }).nullable(),
})
export type ProvisioningEntry = z.infer<typeof provisioningEntrySchema>

/** provisioningLog.list: provisioning-log:read. The newest first. */
export const provisioningListInput = z.strictObject({
  directoryId: uuidSchema,
  ...provisioningFilterSchema.shape,
  cursor: z.string().max(512).optional(),
  limit: z.number().int().min(1).max(100).default(50),
})
export const provisioningListOutput = z.object({
  items: z.array(provisioningEntrySchema),
  nextCursor: z.string().nullable(),
  directory: namedReferenceSchema,
  tokens: z.array(z.object({ id: uuidSchema, name: z.string(), prefix: z.string() })),
})

/** Any JSON, with what is hidden replaced by {@link HIDDEN}. */
const provisioningBodySchema = z.unknown().optional()
export const HIDDEN = '••••••'

/** provisioningLog.get: provisioning-log:read. Personal values are hidden. */
export const provisioningGetInput = z.strictObject({ id: uuidSchema })
export const provisioningGetOutput = z.object({
  ...provisioningEntrySchema.shape,
  directory: namedReferenceSchema,
  requestId: z.string(),
  path: z.string(),
  query: z.string().nullable(),
  detail: z.string().nullable(),
  userAgent: z.string().nullable(),
  request: z.object({ body: provisioningBodySchema, bytes: z.number().int() }),
  response: z.object({ body: provisioningBodySchema, bytes: z.number().int() }),
  /** What was checked, in order, and which check refused it. */
  checks: z.array(z.object({ name: z.string(), outcome: z.enum(['passed', 'failed', 'not_reached']) })),
  /** What to change in the identity provider; empty where nothing went wrong. */
  advice: z.array(z.string()),
  /** Numbers of its events in the audit log. */
  auditSeqs: z.array(z.number().int()),
  people: z.array(namedReferenceSchema),
  groups: z.array(namedReferenceSchema),
  hiddenValues: z.number().int(),
})
export type ProvisioningDetail = z.infer<typeof provisioningGetOutput>

/** provisioningLog.reveal: provisioning-log:reveal. Leaves an event. */
export const provisioningRevealInput = z.strictObject({ id: uuidSchema })
export const provisioningRevealOutput = z.object({
  id: uuidSchema,
  path: z.string(),
  query: z.string().nullable(),
  detail: z.string().nullable(),
  ip: z.string().nullable(),
  request: provisioningBodySchema,
  response: provisioningBodySchema,
})

/** provisioningLog.activity: provisioning-log:read. Within the 30 days that are kept. */
export const provisioningActivityInput = z.strictObject({ directoryId: uuidSchema })
export const provisioningActivityOutput = z.object({
  firstAt: instantSchema.nullable(),
  lastAt: instantSchema.nullable(),
  kinds: z.array(z.object({ kind: provisioningKindSchema, lastAt: instantSchema, lastStatus: z.number().int() })),
})

/** The address of an export: everything that the filters keep. */
const EXPORT_FORMATS = ['ndjson', 'csv'] as const
export const provisioningExportInput = z.strictObject({
  directoryId: uuidSchema,
  ...provisioningFilterSchema.shape,
  format: z.enum(EXPORT_FORMATS),
  /** Personal values too, for who may reveal them. */
  personal: z.boolean().default(false),
})
