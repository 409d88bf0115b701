import { z } from 'zod'
import { actorTypeSchema, outcomeSchema } from './audit-events.ts'
import { uuidSchema } from './identifiers.ts'

/** Opaque to Gatehouse and never personal: a name or an address belongs in `name` or `email`, which can be erased. */
const opaqueIdSchema = z.string().min(1).max(128)
const personalTextSchema = z.string().min(1).max(512)

/** `noun.verb`: parts of `[a-z][a-z0-9_-]*` joined by dots. */
const auditActionSchema = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+$/, 'must be noun.verb in lower case, such as workflow.execute')

/** RFC 3339 with any offset and at most six digits of a second. */
const occurredAtSchema = z.iso.datetime({ offset: true }).max(40)

const ingestActorSchema = z
  .strictObject({
    type: actorTypeSchema,
    id: opaqueIdSchema.optional(),
    name: personalTextSchema.optional(),
    email: personalTextSchema.optional(),
  })
  .refine((actor) => actor.id !== undefined || actor.type === 'system' || actor.type === 'anonymous', {
    path: ['id'],
    message: 'is required unless the type is system or anonymous',
  })

/**
 * POST /api/v1/audit/events: audit:write. `metadata` is one personal field as a whole: nobody said which of
 * its members are not. `name`, `email`, `ip`, `userAgent` and `location` are personal too: committed to, erasable.
 */
export const auditIngestInput = z.strictObject({
  action: auditActionSchema,
  occurredAt: occurredAtSchema.optional(),
  actor: ingestActorSchema,
  targets: z
    .array(
      z.strictObject({
        type: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be lower-case letters, digits, _ or -'),
        id: opaqueIdSchema,
        name: personalTextSchema.optional(),
      }),
    )
    .max(32)
    .default([]),
  outcome: z.strictObject({
    result: outcomeSchema,
    reason: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a code in lower case, such as quota_exceeded')
      .optional(),
  }),
  context: z
    .strictObject({
      ip: z.union([z.ipv4(), z.ipv6()]).optional(),
      userAgent: z.string().min(1).max(1024).optional(),
      location: personalTextSchema.optional(),
      sessionId: opaqueIdSchema.optional(),
    })
    .optional(),
  metadata: z
    .record(z.string().min(1).max(128), z.unknown())
    .refine((metadata) => Object.keys(metadata).length <= 50, 'must have at most 50 members')
    .default({}),
})

export const auditIngestOutput = z.object({ id: uuidSchema, seq: z.number().int().min(1), recordedAt: z.string() })

export type AuditIngestInput = z.infer<typeof auditIngestInput>
export type AuditIngestOutput = z.infer<typeof auditIngestOutput>
