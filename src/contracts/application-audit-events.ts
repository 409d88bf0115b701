import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

const changedFields = z.array(z.string().max(128)).max(50)

/** The vendor’s applications, what they are given, and the tokens of API keys. */
export const APPLICATION_AUDIT_ACTIONS = {
  'application.create': {
    metadata: z.strictObject({ clientId: z.string(), type: z.enum(['confidential', 'public']) }),
    personal: [],
  },
  'application.update': { metadata: z.strictObject({ clientId: z.string(), changed: changedFields }), personal: [] },
  'application.secret.create': {
    metadata: z.strictObject({ clientId: z.string(), secretId: uuidSchema, othersEndAt: z.string().nullable() }),
    personal: [],
  },
  'application.secret.revoke': {
    metadata: z.strictObject({ clientId: z.string(), secretId: uuidSchema }),
    personal: [],
  },
  'application.key.create': { metadata: z.strictObject({ keyId: z.number().int() }), personal: [] },
  'application.sign_in': {
    metadata: z.strictObject({ clientId: z.string(), grantId: uuidSchema, scopes: z.array(z.string()).max(20) }),
    personal: [],
  },
  'application.token.issue': {
    metadata: z.strictObject({ clientId: z.string(), grantId: uuidSchema, by: z.enum(['code', 'refresh']) }),
    personal: [],
  },
  'application.grant.end': {
    metadata: z.strictObject({
      clientId: z.string(),
      grantId: uuidSchema,
      cause: z.enum(['code_reused', 'refresh_reused', 'revoked', 'signed_out']),
    }),
    personal: [],
  },
  'api_key.token.issue': { metadata: z.strictObject({ scopes: z.array(z.string()).max(20) }), personal: [] },
} as const satisfies Record<string, { metadata: z.ZodType; personal: readonly string[] }>
