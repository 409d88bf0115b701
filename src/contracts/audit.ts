import { z } from 'zod'
import { actorTypeSchema, outcomeSchema } from './audit-events.ts'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

export const AUDIT_SOURCES = ['console', 'api', 'scim', 'sso', 'job', 'cli'] as const
const auditSourceSchema = z.enum(AUDIT_SOURCES)
export type AuditSource = z.infer<typeof auditSourceSchema>

const seqSchema = z.number().int().min(1)
/** Base64 of 32 bytes. */
const hashSchema = z.string()

/** `name` is the member's present name where the reader holds member:read, never the committed personal field. */
export const auditActorSchema = z.object({
  type: actorTypeSchema,
  id: z.string().nullable(),
  name: z.string().nullable(),
})
const auditTargetSchema = z.object({ type: z.string(), id: z.string(), name: z.string().nullable() })

/** One row of the log. */
export const auditEventSummarySchema = z.object({
  seq: seqSchema,
  id: uuidSchema,
  recordedAt: instantSchema,
  actor: auditActorSchema,
  action: z.string(),
  targets: z.array(auditTargetSchema),
  outcome: z.object({ result: outcomeSchema, reason: z.string().nullable() }),
  source: z.string(),
})

/**
 * Filters of the log, all optional, all must match. `action` takes `*`; `actor` is an actor's id or
 * its type; `target` a target's type, its id, or `type:id`; `from` is included, `to` is not.
 */
export const auditFilterSchema = z.strictObject({
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  actor: z.string().trim().min(1).max(128).optional(),
  action: z
    .string()
    .trim()
    .regex(/^[a-z0-9_.*-]{1,128}$/, 'must be lower-case letters, digits, dots and *')
    .optional(),
  target: z.string().trim().min(1).max(256).optional(),
  outcome: outcomeSchema.optional(),
  source: auditSourceSchema.optional(),
})

/** audit.list: audit:read. Keyset-paged, the newest first. */
export const auditListInput = z.strictObject({
  ...auditFilterSchema.shape,
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const auditListOutput = z.object({
  items: z.array(auditEventSummarySchema),
  nextCursor: z.string().nullable(),
  /** Events in the whole log, whatever the filter. */
  logSize: z.number().int(),
})

/** A committed personal field. `value` and `salt` are set only where state is `shown`. */
export const personalFieldSchema = z.object({
  path: z.string(),
  commitment: z.string(),
  state: z.enum(['shown', 'hidden', 'erased']),
  value: z.unknown().optional(),
  salt: z.string().nullable(),
})

/** audit.get: audit:read. Personal fields come `hidden` or `erased`. */
export const auditGetInput = z.strictObject({ seq: seqSchema })
export const auditGetOutput = z.object({
  ...auditEventSummarySchema.shape,
  occurredAt: instantSchema.nullable(),
  context: z.object({
    requestId: z.string().nullable(),
    sessionId: z.string().nullable(),
    decisionId: z.string().nullable(),
  }),
  /** The RFC 8785 text that was hashed. */
  canonical: z.string(),
  leafHash: hashSchema,
  previousEntryHash: hashSchema,
  entryHash: hashSchema,
  nonce: z.string(),
  chainKeyId: z.number().int(),
  personal: z.array(personalFieldSchema),
})

/** audit.reveal: audit:reveal. Writes a pii.reveal event. */
export const auditRevealInput = z.strictObject({ seq: seqSchema })
export const auditRevealOutput = z.object({ seq: seqSchema, personal: z.array(personalFieldSchema) })

export const verificationSchema = z.object({
  /** Number of the audit.verify event that records this run. */
  recordedSeq: seqSchema,
  verifiedAt: instantSchema,
  verifiedBy: auditActorSchema,
  /** Events recomputed. */
  checked: z.number().int(),
  headSeq: z.number().int(),
  headHash: hashSchema.nullable(),
  /** Faulty events found. */
  faults: z.number().int(),
})

export const chainFaultSchema = z.object({ seq: seqSchema, check: z.string(), message: z.string() })

/** audit.verify: audit:verify. At most the first 100 faults are listed. */
export const auditVerifyOutput = z.object({
  ...verificationSchema.shape,
  /** Null where the head itself is broken: then nothing can be recorded until the operator has looked. */
  recordedSeq: seqSchema.nullable(),
  durationMs: z.number(),
  faultList: z.array(chainFaultSchema),
})

/** audit.lastVerification: audit:read */
export const auditLastVerificationOutput = z.object({ verification: verificationSchema.nullable() })

export type AuditEventSummary = z.infer<typeof auditEventSummarySchema>
export type AuditEventDetail = z.infer<typeof auditGetOutput>
export type AuditActor = z.infer<typeof auditActorSchema>
export type AuditFilter = z.infer<typeof auditFilterSchema>
export type PersonalField = z.infer<typeof personalFieldSchema>
export type Verification = z.infer<typeof verificationSchema>
export type VerificationRun = z.infer<typeof auditVerifyOutput>
export type ChainFault = z.infer<typeof chainFaultSchema>
