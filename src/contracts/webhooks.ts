import { z } from 'zod'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { namedReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

/** What an endpoint can ask for (docs/webhooks.md). */
export const WEBHOOK_EVENT_TYPES = [
  'user.created',
  'user.updated',
  'user.disabled',
  'user.enabled',
  'user.deleted',
  'group.created',
  'group.updated',
  'group.deleted',
  'membership.added',
  'membership.removed',
] as const
export const webhookEventTypeSchema = z.enum(WEBHOOK_EVENT_TYPES)
export type WebhookEventType = z.infer<typeof webhookEventTypeSchema>

/** Sent on request only, and to any endpoint. */
export const WEBHOOK_TEST_TYPE = 'webhook.test'

const userDataSchema = z.object({
  id: uuidSchema,
  directoryId: uuidSchema,
  externalId: z.string().nullable(),
  userName: z.string(),
  displayName: z.string(),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  email: z.string().nullable(),
  /** As the provider sent them (RFC 7643 section 4.1.2). */
  emails: z.array(
    z.looseObject({ value: z.string().optional(), type: z.string().optional(), primary: z.boolean().optional() }),
  ),
  title: z.string().nullable(),
  department: z.string().nullable(),
  active: z.boolean(),
})
const groupDataSchema = z.object({
  id: uuidSchema,
  directoryId: uuidSchema,
  externalId: z.string().nullable(),
  displayName: z.string(),
})
const memberSchema = (type: 'user' | 'group') => z.object({ type: z.literal(type), id: uuidSchema })
const changed = z.array(z.string())
const body = <T extends string, S extends string, D extends z.ZodType>(
  types: readonly [T, ...T[]],
  subject: S,
  data: D,
) =>
  z.object({
    type: z.enum(types),
    /** When it happened, whenever it is sent. */
    timestamp: instantSchema,
    tenantId: uuidSchema,
    subject: z.object({ type: z.literal(subject), id: uuidSchema }),
    /** Ascends with every message about this subject. What is not higher than the last one known is old news. */
    sequence: z.number().int().min(1),
    data,
  })

/** The body of a request, by type. */
export const webhookPayloadSchema = z.union([
  body(['user.created', 'user.disabled', 'user.enabled', 'user.deleted'], 'user', z.object({ user: userDataSchema })),
  /** `changed`: names of the SCIM attributes. */
  body(['user.updated'], 'user', z.object({ user: userDataSchema, changed })),
  body(['group.created', 'group.deleted'], 'group', z.object({ group: groupDataSchema })),
  body(['group.updated'], 'group', z.object({ group: groupDataSchema, changed })),
  /** A direct member; a group that is one is told as itself, and not its own members. */
  body(
    ['membership.added', 'membership.removed'],
    'user',
    z.object({ group: groupDataSchema, member: memberSchema('user') }),
  ),
  body(
    ['membership.added', 'membership.removed'],
    'group',
    z.object({ group: groupDataSchema, member: memberSchema('group') }),
  ),
  body([WEBHOOK_TEST_TYPE], 'endpoint', z.object({ message: z.string() })),
])

export const webhookStateSchema = z.enum(['enabled', 'paused', 'disabled'])
export type WebhookState = z.infer<typeof webhookStateSchema>

export const webhookEndpointSchema = z.object({
  id: uuidSchema,
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(webhookEventTypeSchema),
  state: webhookStateSchema,
  /** Why it is not enabled: a person said so, the receiver answered 410, or nothing was taken for a day. */
  stoppedBecause: z.enum(['person', 'gone', 'failing']).nullable(),
  createdAt: instantSchema,
  createdBy: namedReferenceSchema.nullable(),
  failingSince: instantSchema.nullable(),
  /** Until when the secret before this one signs too. */
  previousSecretUntil: instantSchema.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
  lastDeliveredAt: instantSchema.nullable(),
})
export type WebhookEndpoint = z.infer<typeof webhookEndpointSchema>

/** webhooks.list: webhook:read. Every endpoint; there are at most 20. */
export const webhooksListOutput = z.object({ items: z.array(webhookEndpointSchema) })

/** webhooks.get: webhook:read */
export const webhooksGetInput = z.strictObject({ id: uuidSchema })

const urlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => !text.includes('#'), 'has no fragment')
const typesSchema = z.array(webhookEventTypeSchema).min(1).max(WEBHOOK_EVENT_TYPES.length)
const descriptionSchema = z.string().trim().max(200)

/** webhooks.create: webhook:manage. `secret` is answered once and never again. */
export const webhooksCreateInput = z.strictObject({
  url: urlSchema,
  description: descriptionSchema.default(''),
  eventTypes: typesSchema,
})
export const webhookSecretOutput = z.object({ secret: z.string(), item: webhookEndpointSchema })

/** webhooks.update: webhook:manage */
export const webhooksUpdateInput = z.strictObject({
  id: uuidSchema,
  url: urlSchema.optional(),
  description: descriptionSchema.optional(),
  eventTypes: typesSchema.optional(),
})

/** webhooks.setEnabled: webhook:manage. Enabling lets a paused endpoint go on with what waits. */
export const webhooksSetEnabledInput = z.strictObject({ id: uuidSchema, enabled: z.boolean() })

/** webhooks.rotateSecret: webhook:manage. The old secret signs beside the new one for 24 hours. */
export const webhooksRotateInput = z.strictObject({ id: uuidSchema })

/** webhooks.delete: webhook:manage. Its log goes with it. */
export const webhooksDeleteInput = z.strictObject({ id: uuidSchema, url: z.string() })
export const webhooksDeleteOutput = z.object({ id: uuidSchema })

/** One request and what became of it. `excerpt` is null without webhook:reveal, since receivers quote what they get. */
export const webhookAttemptSchema = z.object({
  startedAt: instantSchema,
  durationMs: z.number().int(),
  status: z.number().int().nullable(),
  /** Why there was no answer, as a code. */
  failure: z.string().nullable(),
  excerpt: z.string().nullable(),
})
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>

/** webhooks.sendTest: webhook:manage. Waits for the receiver's own answer, up to ten seconds. */
export const webhooksTestInput = z.strictObject({ id: uuidSchema })
export const webhooksTestOutput = webhookAttemptSchema.extend({ deliveryId: uuidSchema, accepted: z.boolean() })

export const deliveryStateSchema = z.enum(['pending', 'delivered', 'dead'])
export const webhookDeliverySchema = z.object({
  id: uuidSchema,
  /** What the receiver gets as webhook-id. */
  messageId: uuidSchema,
  type: z.string(),
  subjectId: uuidSchema,
  sequence: z.number().int(),
  state: deliveryStateSchema,
  attempts: z.number().int(),
  replays: z.number().int(),
  occurredAt: instantSchema,
  /** Null once it is delivered or dead. */
  nextAttemptAt: instantSchema.nullable(),
  last: webhookAttemptSchema.omit({ excerpt: true }).nullable(),
})
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>

/** webhooks.deliveries: webhook:read. Keyset-paged, the newest first; 30 days. */
export const webhooksDeliveriesInput = z.strictObject({
  endpointId: uuidSchema,
  state: deliveryStateSchema.optional(),
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const webhooksDeliveriesOutput = z.object({
  items: z.array(webhookDeliverySchema),
  nextCursor: z.string().nullable(),
})

/** webhooks.delivery: webhook:read. The last 50 attempts, the newest first. */
export const webhooksDeliveryInput = z.strictObject({ id: uuidSchema })
export const webhooksDeliveryOutput = webhookDeliverySchema.extend({ log: z.array(webhookAttemptSchema) })

/** webhooks.reveal: webhook:reveal. The payload holds personal data, so looking at it writes an audit event. */
export const webhooksRevealInput = z.strictObject({ id: uuidSchema })
export const webhooksRevealOutput = z.object({ id: uuidSchema, payload: z.string() })

/** webhooks.replay: webhook:manage. Under the same webhook-id as before, and in the order of each person. */
export const webhooksReplayInput = z.strictObject({
  endpointId: uuidSchema,
  what: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('one'), deliveryId: uuidSchema }),
    z.strictObject({ kind: z.literal('dead') }),
    /** What happened from then on, delivered or not. */
    z.strictObject({ kind: z.literal('since'), since: instantSchema }),
  ]),
})
export const webhooksReplayOutput = z.object({ replayed: z.number().int() })
