import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { provisioningKindSchema } from './provisioning-log.ts'
import { instantSchema } from './times.ts'

/** Whose recorded traffic is replayed. Two of them speak in two ways. */
export const REHEARSED_PROVIDERS = ['okta', 'okta-wizard', 'entra', 'entra-aadoptscim', 'google', 'pingone'] as const
export const rehearsedProviderSchema = z.enum(REHEARSED_PROVIDERS)
export type RehearsedProvider = z.infer<typeof rehearsedProviderSchema>

export const REHEARSED_PEOPLE_AT_MOST = 10_000
export const REHEARSED_GROUPS_AT_MOST = 1_000
const PEOPLE_LIST_CHARACTERS = 1_500_000

/** Where what the provider would send comes from. */
const rehearsalSourceSchema = z.discriminatedUnion('kind', [
  /** The people and groups that are here. */
  z.strictObject({ kind: z.literal('people'), provider: rehearsedProviderSchema }),
  /** A list of people with their groups, as a table with a head row or as JSON. */
  z.strictObject({
    kind: z.literal('list'),
    provider: rehearsedProviderSchema,
    text: z.string().min(1).max(PEOPLE_LIST_CHARACTERS),
    /** Whether who and what is in the directory and not in the list is disabled and deleted, or left alone. */
    missing: z.enum(['remove', 'leave']).default('remove'),
  }),
  /** What the directory's provider sent itself within a time, the last 2,000 requests of it. */
  z.strictObject({ kind: z.literal('log'), from: instantSchema, to: instantSchema.optional() }),
])

/** rehearsals.run: directory:rehearse. Nothing of it is kept but the event `directory.rehearse`. */
export const rehearsalsRunInput = z
  .strictObject({
    /** null: a directory that is not there yet. */
    directoryId: uuidSchema.nullable(),
    /** Of a directory that is not there yet: whose group to role mapping it would have. */
    mappingsFrom: uuidSchema.nullable().default(null),
    source: rehearsalSourceSchema,
  })
  .refine(({ directoryId, source }) => source.kind !== 'log' || directoryId !== null, {
    message: 'Requests are recorded for a directory: name it.',
    path: ['directoryId'],
  })

/** A request of the rehearsal, numbered from 1 in the order it was sent. */
export const rehearsedRequestSchema = z.object({
  n: z.number().int(),
  method: z.string(),
  path: z.string(),
  kind: provisioningKindSchema,
  status: z.number().int(),
  /** Name of the person or group. */
  about: z.string().nullable(),
})

export const heldRoleSchema = z.object({
  role: z.string(),
  from: z.enum(['hand', 'group', 'rule']),
  /** The group that gives it. */
  group: z.string().nullable(),
})

export const REHEARSAL_OUTCOMES = ['gains', 'loses', 'keeps'] as const
export const rehearsedPersonSchema = z.object({
  id: z.string(),
  name: z.string(),
  userName: z.string(),
  /** `loses` where anything is lost, even where something else is gained. */
  outcome: z.enum(REHEARSAL_OUTCOMES),
  what: z.array(z.enum(['made', 'adopted', 'enabled', 'disabled', 'deleted'])),
  /** null: not here at that time. */
  activeBefore: z.boolean().nullable(),
  activeAfter: z.boolean().nullable(),
  rolesBefore: z.array(heldRoleSchema),
  rolesAfter: z.array(heldRoleSchema),
  /** Numbers of the requests that brought it about, the last of them at the end. */
  because: z.array(z.number().int()),
})

export const rehearsedGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  what: z.enum(['made', 'deleted', 'emptied', 'changed']),
  peopleBefore: z.number().int(),
  peopleAfter: z.number().int(),
  /** Names of the roles that it gives. */
  roles: z.array(z.string()),
})

const refusedRequestSchema = rehearsedRequestSchema.extend({
  scimType: z.string().nullable(),
  detail: z.string(),
  /** What to change in the provider. */
  advice: z.array(z.string()),
})

export const REFUSED_SHOWN = 200
export const KEEPS_SHOWN = 2_000

export const rehearsalResultSchema = z.object({
  directory: z.object({ id: z.string(), name: z.string() }).nullable(),
  source: z.enum(['people', 'list', 'log']),
  provider: z.string(),
  requests: z.object({ sent: z.number().int(), changing: z.number().int(), refused: z.number().int() }),
  /** Recorded requests that were not replayed: stored in part, or what they made is here already. */
  leftOut: z.object({ partly: z.number().int(), done: z.number().int() }),
  /** False where this provider sends no groups, so that no role comes through them. */
  sendsGroups: z.boolean(),
  totals: z.object({
    gains: z.number().int(),
    loses: z.number().int(),
    keeps: z.number().int(),
    made: z.number().int(),
    adopted: z.number().int(),
    enabled: z.number().int(),
    disabled: z.number().int(),
    deleted: z.number().int(),
  }),
  /** Everybody who gains or loses, and the first 2,000 who keep what they have; by name. */
  people: z.array(rehearsedPersonSchema),
  groups: z.array(rehearsedGroupSchema),
  /** The first 200. */
  refused: z.array(refusedRequestSchema),
  /** Where the directory's guard rail would have paused removals. */
  guardRail: z.object({ request: rehearsedRequestSchema, held: z.number().int() }).nullable(),
  /** The requests that `because` refers to. */
  trail: z.array(rehearsedRequestSchema),
  milliseconds: z.number().int(),
})

export type RehearsalInput = z.infer<typeof rehearsalsRunInput>
export type RehearsalResult = z.infer<typeof rehearsalResultSchema>
export type RehearsedRequest = z.infer<typeof rehearsedRequestSchema>
export type RehearsedPerson = z.infer<typeof rehearsedPersonSchema>
export type RehearsedGroup = z.infer<typeof rehearsedGroupSchema>
export type HeldRole = z.infer<typeof heldRoleSchema>
