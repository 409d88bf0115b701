import { z } from 'zod'

/** What operators do, in the log of the house. What came of it in a tenant is in the tenant's own log. */
export const OPERATOR_AUDIT_ACTIONS = {
  'operator.tenant.create': { metadata: z.strictObject({ slug: z.string() }), personal: [] },
  'operator.owner.invite': { metadata: z.strictObject({ slug: z.string(), email: z.string() }), personal: ['email'] },
  'operator.setup_link.create': {
    metadata: z.strictObject({ slug: z.string(), label: z.string(), expiresInDays: z.number().int() }),
    personal: [],
  },
  'operator.setup_link.revoke': { metadata: z.strictObject({ slug: z.string() }), personal: [] },
  'operator.end': { metadata: z.strictObject({ sessionsEnded: z.number().int() }), personal: [] },
} as const satisfies Record<string, { metadata: z.ZodType; personal: readonly string[] }>
