import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

const changedFields = z.array(z.string().max(128)).max(50)

/** Where the vendor's product is told of changes, and what was sent there. */
export const WEBHOOK_AUDIT_ACTIONS = {
  'webhook.endpoint.create': {
    metadata: z.strictObject({ url: z.string(), eventTypes: z.array(z.string()).max(20) }),
    personal: [],
  },
  'webhook.endpoint.update': { metadata: z.strictObject({ url: z.string(), changed: changedFields }), personal: [] },
  'webhook.endpoint.enable': { metadata: z.strictObject({ url: z.string(), waiting: z.number().int() }), personal: [] },
  'webhook.endpoint.disable': {
    metadata: z.strictObject({ url: z.string(), cause: z.enum(['person', 'gone']) }),
    personal: [],
  },
  'webhook.endpoint.pause': { metadata: z.strictObject({ url: z.string(), failingSince: z.string() }), personal: [] },
  'webhook.endpoint.delete': { metadata: z.strictObject({ url: z.string() }), personal: [] },
  'webhook.secret.rotate': { metadata: z.strictObject({ overlapEndsAt: z.string() }), personal: [] },
  'webhook.test': {
    metadata: z.strictObject({ status: z.number().int().nullable(), failure: z.string().nullable() }),
    personal: [],
  },
  'webhook.replay': {
    metadata: z.strictObject({
      kind: z.enum(['one', 'dead', 'since']),
      since: z.string().nullable(),
      deliveries: z.number().int(),
    }),
    personal: [],
  },
  'webhook.payload.reveal': { metadata: z.strictObject({ messageId: uuidSchema, type: z.string() }), personal: [] },
} as const
