import { z } from 'zod'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { namedReferenceSchema } from './references.ts'
import { signInCheckSchema } from './sign-in-checks.ts'
import { ssoProtocolSchema } from './sso.ts'
import { instantSchema } from './times.ts'

export const TRACE_OUTCOMES = ['started', 'accepted', 'signed_in', 'tested', 'rejected'] as const
export const traceOutcomeSchema = z.enum(TRACE_OUTCOMES)
export type TraceOutcome = z.infer<typeof traceOutcomeSchema>

const TRACE_STAGES = ['departure', 'response', 'guard', 'second_opinion', 'user', 'session'] as const
export const traceStageSchema = z.enum(TRACE_STAGES)
export type TraceStage = z.infer<typeof traceStageSchema>

/** Personal values are null until they are revealed; what was removed before storing never comes back. */
const receivedValueSchema = z.union([
  z.object({ kind: z.literal('plain'), text: z.string() }),
  z.object({ kind: z.literal('personal'), key: z.string(), text: z.string().nullable().optional() }),
  z.object({ kind: z.literal('removed'), reason: z.string() }),
])
export type ReceivedValue = z.infer<typeof receivedValueSchema>
export type ReceivedNode = {
  name: string
  attributes: { name: string; value: ReceivedValue }[]
  value: ReceivedValue | null
  children: ReceivedNode[]
}
const receivedNodeSchema: z.ZodType<ReceivedNode> = z.object({
  name: z.string(),
  attributes: z.array(z.object({ name: z.string(), value: receivedValueSchema })),
  value: receivedValueSchema.nullable(),
  children: z.array(z.lazy(() => receivedNodeSchema)),
})

export const traceSummarySchema = z.object({
  id: uuidSchema,
  connection: z.object({ id: uuidSchema.nullable(), name: z.string() }),
  protocol: ssoProtocolSchema,
  test: z.boolean(),
  outcome: traceOutcomeSchema,
  failedCheck: signInCheckSchema.nullable(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Null where nobody was resolved, or the reader may not see members. */
  person: namedReferenceSchema.nullable(),
})
export type TraceSummary = z.infer<typeof traceSummarySchema>

export const traceCheckSchema = z.object({
  name: signInCheckSchema,
  outcome: z.enum(['passed', 'failed', 'not_reached']),
  /** What demands the check. */
  clause: z.string(),
  /** Of a failed check: what is wrong, and how to fix it. */
  detail: z.string().nullable(),
  advice: z.string().nullable(),
})
export type TraceCheck = z.infer<typeof traceCheckSchema>

export const traceStepSchema = z.object({
  stage: traceStageSchema,
  outcome: z.enum(['passed', 'failed', 'not_reached']),
  at: instantSchema.nullable(),
  checks: z.array(traceCheckSchema),
})
export type TraceStep = z.infer<typeof traceStepSchema>

export const traceLinkSchema = z.object({
  id: uuidSchema,
  createdAt: instantSchema,
  expiresAt: instantSchema,
  opened: z.number().int(),
  lastOpenedAt: instantSchema.nullable(),
})
export type TraceLink = z.infer<typeof traceLinkSchema>

const traceContentSchema = traceSummarySchema.extend({
  steps: z.array(traceStepSchema),
  /** What the identity provider sent, decoded: the claims, without signatures and secrets. */
  received: receivedNodeSchema.nullable(),
})
/** signInTraces.get: sign-in-trace:read. Personal values stay hidden. */
export const tracesGetOutput = traceContentSchema.extend({
  personalValues: z.number().int(),
  requestId: z.string(),
  sessionId: uuidSchema.nullable(),
  /** Links that still work. */
  links: z.array(traceLinkSchema),
})
export type TraceDetail = z.infer<typeof tracesGetOutput>

/** Filters of the list, all optional, all must match. `from` is included, `to` is not. */
export const traceFilterSchema = z.strictObject({
  connection: uuidSchema.optional(),
  outcome: traceOutcomeSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
})
export type TraceFilter = z.infer<typeof traceFilterSchema>

/** signInTraces.list: sign-in-trace:read. Keyset-paged, the newest first. */
export const tracesListInput = z.strictObject({
  ...traceFilterSchema.shape,
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const tracesListOutput = z.object({
  items: z.array(traceSummarySchema),
  nextCursor: z.string().nullable(),
  /** For the filter: connections that there are. At most 100. */
  connections: z.array(namedReferenceSchema),
})

export const tracesGetInput = z.strictObject({ id: uuidSchema })

/** signInTraces.reveal: sign-in-trace:reveal. Writes an audit event. */
export const tracesRevealInput = z.strictObject({ id: uuidSchema })
export const tracesRevealOutput = z.object({ id: uuidSchema, received: receivedNodeSchema.nullable() })

/** signInTraces.share: sign-in-trace:share. `url` holds the token and is answered once. */
export const tracesShareInput = z.strictObject({ id: uuidSchema })
export const tracesShareOutput = z.object({ url: z.string(), link: traceLinkSchema })

/** signInTraces.revokeLink: sign-in-trace:share */
export const tracesRevokeLinkInput = z.strictObject({ id: uuidSchema, linkId: uuidSchema })
export const tracesRevokeLinkOutput = z.object({ linkId: uuidSchema })

/** What a shared link shows: no personal value, no person, no id of anything else. */
export const sharedTraceSchema = traceContentSchema.omit({ person: true }).extend({
  organisation: z.string(),
  expiresAt: instantSchema,
})
export type SharedTrace = z.infer<typeof sharedTraceSchema>

/** connectionTests.start: sso-connection:manage. The address opens in a window of its own, once, within five minutes. */
export const connectionTestStartInput = z.strictObject({ connectionId: uuidSchema })
export const connectionTestStartOutput = z.object({ testId: uuidSchema, url: z.string() })

export const connectionTestSchema = z.object({
  id: uuidSchema,
  connection: namedReferenceSchema,
  /** `running` until an answer has come. */
  state: z.enum(['running', 'expired', 'passed', 'failed']),
  startedAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  startedBy: z.string().nullable(),
  failedCheck: signInCheckSchema.nullable(),
  advice: z.string().nullable(),
  traceId: uuidSchema.nullable(),
  /** Claims: with values for whoever ran the test, names alone for everyone else. */
  claims: z.array(z.object({ name: z.string(), values: z.array(z.string()).nullable() })),
  /** Who would be signed in; null where a person would be made at the first sign-in. */
  person: namedReferenceSchema.nullable(),
  currentRoles: z.array(z.string()),
  /** Roles by the mapping rules, by key; null where no rule was asked. */
  mappedRoles: z.array(z.string()).nullable(),
})
export type ConnectionTest = z.infer<typeof connectionTestSchema>

/** connectionTests.get: sso-connection:read */
export const connectionTestGetInput = z.strictObject({ id: uuidSchema })

/** connectionTests.last: sso-connection:read. The last finished test of each connection. */
export const lastTestSchema = z.object({
  id: uuidSchema,
  connectionId: uuidSchema,
  result: z.enum(['passed', 'failed']),
  failedCheck: signInCheckSchema.nullable(),
  finishedAt: instantSchema,
  by: z.string().nullable(),
})
export type LastTest = z.infer<typeof lastTestSchema>
export const connectionTestsLastOutput = z.object({ items: z.array(lastTestSchema) })
