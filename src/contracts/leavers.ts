import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { daySchema, instantSchema } from './times.ts'

/** Within which the draft IPSIE profile for SCIM asks a provider to pass a deactivation on; our own goal for the rest of the way. */
export const LEAVER_GOAL_MS = 300_000

export const endedAccessSchema = z.object({
  kind: z.enum(['session', 'api_key', 'passkey', 'setup_link', 'trace_link']),
  id: uuidSchema,
  beganAt: instantSchema,
  endedAt: instantSchema,
  /** The first time it was presented afterwards, and refused. */
  refusedAt: instantSchema.nullable(),
})
const roleLostSchema = z.object({ role: z.string(), from: z.enum(['hand', 'group', 'rule']) })
const keptSchema = z.object({ kind: z.literal('scim_token'), id: uuidSchema })

export const leaverSummarySchema = z.object({
  id: uuidSchema,
  /** `exists`: whether the person is still here, disabled or enabled again. */
  person: z.object({ id: uuidSchema, name: z.string().nullable(), exists: z.boolean() }),
  cause: z.enum(['disable', 'delete']),
  directory: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  requestedAt: instantSchema,
  accessEndedAt: instantSchema,
  tookMs: z.number(),
  sessions: z.number().int(),
  /** API keys and links. */
  tokens: z.number().int(),
  passkeys: z.number().int(),
  firstRefusedAt: instantSchema.nullable(),
})

/** leavers.list: leaver:read. Newest first. */
export const leaversListInput = z.strictObject({
  cursor: z.string().max(200).optional(),
  search: z.string().trim().min(1).max(200).optional(),
})
export const leaversListOutput = z.object({ items: z.array(leaverSummarySchema), nextCursor: z.string().nullable() })

/** leavers.get: leaver:read */
export const leaversGetInput = z.strictObject({ id: uuidSchema })
export const leaversGetOutput = z.object({
  ...leaverSummarySchema.shape,
  tokenId: uuidSchema.nullable(),
  requestId: z.string(),
  ended: z.array(endedAccessSchema),
  rolesLost: z.array(roleLostSchema),
  /** What the person made and what goes on, because it belongs to a directory. */
  kept: z.array(keptSchema),
  passed: z.boolean(),
  /** Numbers of its events in the audit log. */
  events: z.array(z.object({ seq: z.number().int(), entryHash: z.string(), action: z.string().nullable() })),
})

/** leavers.figures: leaver:read. Milliseconds from request to last access ended; null without a leaver. */
const periodSchema = z.object({
  leavers: z.number().int(),
  medianMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  worstMs: z.number().nullable(),
  withinGoal: z.number().int(),
})
export const leaversFiguresOutput = z.object({
  days30: periodSchema,
  days90: periodSchema,
  /** The last 30 UTC days, the oldest first; the slowest of each. */
  byDay: z.array(z.object({ day: daySchema, leavers: z.number().int(), worstMs: z.number().nullable() })),
})

/** leavers.download: leaver:read. The file, exactly as it is to be saved (docs/leaver-receipts.md). */
export const leaversDownloadInput = z.strictObject({ id: uuidSchema })
export const leaversDownloadOutput = z.object({ fileName: z.string(), file: z.string() })

/** leavers.signingKey: leaver:read. The verifier key to pin (C2SP signed-note). */
export const leaversSigningKeyOutput = z.object({ vkey: z.string() })

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)

/** A receipt as it is signed. Closed: a member missing or unknown is an error. */
export const leaverReceiptSchema = z.strictObject({
  v: z.literal(1),
  type: z.literal('leaver-receipt'),
  origin: z.string(),
  tenantId: uuidSchema,
  receiptId: uuidSchema,
  issuedAt: instantSchema,
  personId: uuidSchema,
  cause: z.enum(['disable', 'delete']),
  request: z.strictObject({
    directoryId: uuidSchema.nullable(),
    tokenId: uuidSchema.nullable(),
    requestId: z.string(),
    receivedAt: instantSchema,
    letPass: z.boolean(),
  }),
  accessEndedAt: instantSchema,
  ended: z.array(z.strictObject(endedAccessSchema.shape)),
  rolesLost: z.array(z.strictObject(roleLostSchema.shape)),
  kept: z.array(z.strictObject(keptSchema.shape)),
  firstRefusedAt: instantSchema.nullable(),
  events: z.array(
    z.strictObject({
      seq: z.number().int().positive(),
      /** The hashed event (AUDIT-BUNDLE.md); null where retention has emptied it. */
      event: z.looseObject({ seq: z.number(), tenantId: z.string() }).nullable(),
      leafHash: base64,
      entryHash: base64,
      inclusion: z.strictObject({ size: z.number().int().positive(), root: base64, proof: z.array(base64) }),
    }),
  ),
})
export const leaverReceiptFileSchema = z.strictObject({
  receipt: leaverReceiptSchema,
  note: z.string(),
  vkey: z.string(),
})

export type LeaverSummary = z.infer<typeof leaverSummarySchema>
export type LeaverDetail = z.infer<typeof leaversGetOutput>
export type LeaverFigures = z.infer<typeof leaversFiguresOutput>
export type LeaverReceipt = z.infer<typeof leaverReceiptSchema>
export type EndedAccess = z.infer<typeof endedAccessSchema>
