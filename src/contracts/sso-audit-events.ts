import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)
const changedFields = z.array(z.string().max(128)).max(50)
const none = z.strictObject({})

/** How a tenant’s sign-on is set up: connections, domains, rules, traces, set-up links. */
export const SSO_AUDIT_ACTIONS = {
  'sso.connection.vouch': { metadata: z.strictObject({ vouchesForOwners: z.boolean() }), personal: [] },
  'sso.connection.create': {
    metadata: z.strictObject({ protocol: z.enum(['saml', 'oidc']), name: z.string() }),
    personal: ['name'],
  },
  'sso.connection.delete': {
    metadata: z.strictObject({ protocol: z.enum(['saml', 'oidc']), name: z.string() }),
    personal: ['name'],
  },
  'sso.connection.test': {
    metadata: z.strictObject({
      testId: uuidSchema,
      result: z.enum(['started', 'passed', 'failed']),
      check: z.string().nullable(),
    }),
    personal: [],
  },
  'sign_in_trace.reveal': { metadata: z.strictObject({ values: z.number().int() }), personal: [] },
  'sign_in_trace.link.create': {
    metadata: z.strictObject({ linkId: uuidSchema, expiresAt: z.string() }),
    personal: [],
  },
  'sign_in_trace.link.open': { metadata: z.strictObject({ linkId: uuidSchema }), personal: [] },
  'sign_in_trace.link.revoke': { metadata: z.strictObject({ linkId: uuidSchema }), personal: [] },
  'setup_link.create': { metadata: z.strictObject({ label: z.string(), expiresAt: z.string() }), personal: [] },
  'setup_link.open': { metadata: none, personal: [] },
  'setup_link.finish': { metadata: none, personal: [] },
  'setup_link.revoke': { metadata: z.strictObject({ label: z.string() }), personal: [] },
  'sso.connection.update': {
    metadata: z.strictObject({ protocol: z.enum(['saml', 'oidc']), name: z.string(), changed: changedFields }),
    personal: [],
  },
  'sso.connection.refresh': {
    metadata: z.strictObject({ certificatesAdded: z.number().int(), certificatesRemoved: z.number().int() }),
    personal: [],
  },
  'sso.connection.prove': { metadata: z.strictObject({ connectionId: uuidSchema }), personal: [] },
  'sso.certificate.warn': {
    metadata: z.strictObject({ days: z.number().int(), endsAt: z.string() }),
    personal: [],
  },
  'sso.role_rules.update': {
    metadata: z.strictObject({ rules: z.number().int(), roleKeys: z.array(z.string()).max(100) }),
    personal: [],
  },
  'sso.role_rules.apply': {
    metadata: z.strictObject({
      connectionId: uuidSchema,
      added: z.array(z.string()).max(100),
      removed: z.array(z.string()).max(100),
    }),
    personal: [],
  },
  'sso.policy.update': {
    metadata: z.strictObject({
      changed: changedFields,
      enforcement: z.enum(['off', 'optional', 'required']),
      jitProvisioning: z.boolean(),
    }),
    personal: [],
  },
  'sso.domain.add': { metadata: z.strictObject({ domain: z.string() }), personal: [] },
  'sso.domain.verify': { metadata: z.strictObject({ domain: z.string() }), personal: [] },
  'sso.domain.check_fail': { metadata: z.strictObject({ domain: z.string(), problem: reasonCode }), personal: [] },
  'sso.domain.unverify': { metadata: z.strictObject({ domain: z.string(), cause: reasonCode }), personal: [] },
  'sso.domain.update': { metadata: z.strictObject({ domain: z.string(), changed: changedFields }), personal: [] },
  'sso.domain.remove': { metadata: z.strictObject({ domain: z.string() }), personal: [] },
  'sso.key.create': { metadata: z.strictObject({ keyId: z.number().int() }), personal: [] },
} as const satisfies Record<string, { metadata: z.ZodType; personal: readonly string[] }>
