import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)
const changedFields = z.array(z.string().max(128)).max(50)

/** How people come in and go out: sign-ins, sessions, passkeys, emergency access, invitations. */
export const SIGN_IN_AUDIT_ACTIONS = {
  'sign_in.start': {
    metadata: z.strictObject({ connectionId: uuidSchema, protocol: z.enum(['saml', 'oidc']) }),
    personal: [],
  },
  'sign_in.reject': {
    metadata: z.strictObject({ connectionId: uuidSchema.optional(), traceId: z.string(), check: z.string() }),
    personal: [],
  },
  'sign_in.accept': {
    metadata: z.strictObject({ connectionId: uuidSchema, protocol: z.enum(['saml', 'oidc']) }),
    personal: [],
  },
  'identity.link': { metadata: z.strictObject({ connectionId: uuidSchema }), personal: [] },
  'session.create': {
    metadata: z.strictObject({ connectionId: uuidSchema, protocol: z.enum(['saml', 'oidc']) }),
    personal: [],
  },
  'session.revoke': { metadata: z.strictObject({ cause: reasonCode }), personal: [] },
  /** Single logout: the provider's word, verified, ended these. */
  'session.end_by_provider': {
    metadata: z.strictObject({
      connectionId: uuidSchema,
      protocol: z.enum(['saml', 'oidc']),
      sessions: z.number().int(),
    }),
    personal: [],
  },
  'sign_out.start': {
    metadata: z.strictObject({ connectionId: uuidSchema, protocol: z.enum(['saml', 'oidc']) }),
    personal: [],
  },
  'sign_out.confirm': {
    metadata: z.strictObject({ connectionId: uuidSchema, protocol: z.enum(['saml', 'oidc']) }),
    personal: [],
  },
  'sign_out.reject': {
    metadata: z.strictObject({
      connectionId: uuidSchema,
      traceId: z.string(),
      check: z.string(),
      from: z.enum(['provider', 'answer']),
    }),
    personal: [],
  },
  'session.revoke_all': {
    metadata: z.strictObject({
      of: z.enum(['tenant', 'person', 'own']),
      sessions: z.number().int(),
      people: z.number().int(),
    }),
    personal: [],
  },
  'session.confirm': { metadata: z.strictObject({ passkeyId: uuidSchema }), personal: [] },
  'session.confirm.reject': { metadata: z.strictObject({ check: reasonCode }), personal: [] },
  'sign_in_policy.update': {
    metadata: z.strictObject({
      changed: changedFields,
      idleMinutes: z.number().int(),
      absoluteMinutes: z.number().int(),
      reauthenticationMinutes: z.number().int().nullable(),
      stepUpMinutes: z.number().int(),
      secondFactor: z.enum(['off', 'passkey']),
      methods: z.array(z.string()),
      ipRanges: z.number().int(),
    }),
    personal: [],
  },
  'passkey.add': {
    metadata: z.strictObject({
      name: z.string(),
      deviceType: z.enum(['singleDevice', 'multiDevice']),
      backedUp: z.boolean(),
    }),
    personal: [],
  },
  'passkey.remove': { metadata: z.strictObject({ name: z.string(), count: z.number().int() }), personal: [] },
  'passkey.sign_in': { metadata: z.strictObject({ passkeyId: uuidSchema }), personal: [] },
  'passkey.sign_in.reject': {
    metadata: z.strictObject({ purpose: z.enum(['sign-in', 'break-glass', 'invitation']), check: reasonCode }),
    personal: [],
  },
  'break_glass.enter': {
    metadata: z.strictObject({ entryId: uuidSchema, passkeyId: uuidSchema, reason: z.string(), endsAt: z.string() }),
    personal: [],
  },
  'break_glass.review': { metadata: z.strictObject({ entryId: uuidSchema, note: z.string() }), personal: [] },
  'invitation.create': {
    metadata: z.strictObject({
      roleKey: z.string(),
      expiresAt: z.string(),
      accessEndsAt: z.string().nullable(),
      email: z.string(),
    }),
    personal: ['email'],
  },
  'invitation.accept': { metadata: z.strictObject({ invitationId: uuidSchema, roleKey: z.string() }), personal: [] },
  'invitation.revoke': { metadata: z.strictObject({ sessionsEnded: z.number().int() }), personal: [] },
} as const satisfies Record<string, { metadata: z.ZodType; personal: readonly string[] }>
