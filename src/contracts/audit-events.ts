import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { OPERATOR_AUDIT_ACTIONS } from './operator-audit-events.ts'

/**
 * Gatehouse's own audit events, one entry an action: what its metadata holds and which
 * metadata keys are personal (hashed as commitments, erasable). An action with other
 * details does not compile. Integrators' events are validated at the API instead.
 */
const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)
const changedFields = z.array(z.string().max(128)).max(50)
/** Keys of roles that a group gives to its members from now on, or gave them until now; absent where there are none. */
const roleKeys = z.array(z.string().max(64)).max(200).optional()
const none = z.strictObject({})

export const AUDIT_ACTIONS = {
  'tenant.create': { metadata: z.strictObject({ slug: z.string() }), personal: [] },
  ...OPERATOR_AUDIT_ACTIONS,
  'tenant.update': { metadata: z.strictObject({ changed: changedFields }), personal: [] },

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
  'sso.connection.vouch': { metadata: z.strictObject({ vouchesForOwners: z.boolean() }), personal: [] },
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

  'user.create': { metadata: z.strictObject({ userName: z.string(), active: z.boolean() }), personal: ['userName'] },
  'user.adopt': { metadata: z.strictObject({ directoryId: uuidSchema }), personal: [] },
  'user.update': { metadata: z.strictObject({ changed: changedFields }), personal: [] },
  'user.disable': { metadata: z.strictObject({ sessionsEnded: z.number().int() }), personal: [] },
  'user.enable': { metadata: none, personal: [] },
  'user.delete': { metadata: z.strictObject({ sessionsEnded: z.number().int() }), personal: [] },
  'user.scim.reject': { metadata: z.strictObject({ operation: z.string(), scimType: z.string() }), personal: [] },

  'group.create': {
    metadata: z.strictObject({ displayName: z.string(), members: z.number().int() }),
    personal: ['displayName'],
  },
  'group.update': {
    metadata: z.strictObject({ changed: changedFields, rolesGained: roleKeys, rolesLost: roleKeys }),
    personal: [],
  },
  'group.delete': {
    metadata: z.strictObject({ displayName: z.string(), rolesLost: roleKeys }),
    personal: ['displayName'],
  },
  'group.member.add': { metadata: z.strictObject({ count: z.number().int(), rolesGained: roleKeys }), personal: [] },
  'group.member.remove': { metadata: z.strictObject({ count: z.number().int(), rolesLost: roleKeys }), personal: [] },
  'group.scim.reject': { metadata: z.strictObject({ operation: z.string(), scimType: z.string() }), personal: [] },
  'group.role.map': {
    metadata: z.strictObject({ groupName: z.string(), roleKey: z.string() }),
    personal: ['groupName'],
  },
  'group.role.unmap': {
    metadata: z.strictObject({ groupName: z.string(), roleKey: z.string() }),
    personal: ['groupName'],
  },

  'role.assign': { metadata: z.strictObject({ roleKey: z.string() }), personal: [] },
  'role.unassign': { metadata: z.strictObject({ roleKey: z.string() }), personal: [] },

  'sso.connection.create': {
    metadata: z.strictObject({ protocol: z.enum(['saml', 'oidc']), name: z.string() }),
    personal: ['name'],
  },
  'sso.connection.delete': {
    metadata: z.strictObject({ protocol: z.enum(['saml', 'oidc']), name: z.string() }),
    personal: ['name'],
  },

  'directory.create': { metadata: z.strictObject({ name: z.string(), provider: z.string() }), personal: ['name'] },
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

  'directory.token.create': {
    metadata: z.strictObject({ tokenId: uuidSchema, expiresAt: z.string().nullable() }),
    personal: [],
  },
  'directory.token.revoke': { metadata: z.strictObject({ tokenId: uuidSchema }), personal: [] },

  'api_key.create': {
    metadata: z.strictObject({ name: z.string(), permissions: z.array(z.string()) }),
    personal: ['name'],
  },
  'api_key.revoke': { metadata: z.strictObject({ name: z.string() }), personal: ['name'] },

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

  'request.reject': { metadata: z.strictObject({ operation: z.string().max(128), code: reasonCode }), personal: [] },
  'credential.reject': {
    metadata: z.strictObject({ kind: z.enum(['api_key', 'scim_token']), cause: z.enum(['revoked', 'expired']) }),
    personal: [],
  },
  'access.deny': { metadata: z.strictObject({ permission: z.string() }), personal: [] },
  'audit.verify': {
    metadata: z.strictObject({ checked: z.number().int(), headSeq: z.number().int(), faults: z.number().int() }),
    personal: [],
  },
  'pii.reveal': {
    metadata: z.strictObject({ seq: z.number().int(), paths: z.array(z.string()).max(50) }),
    personal: [],
  },
  'notification.send': {
    metadata: z.strictObject({ template: z.string(), recipients: z.number().int() }),
    personal: [],
  },
} as const satisfies Record<string, { metadata: z.ZodType; personal: readonly string[] }>

export type AuditAction = keyof typeof AUDIT_ACTIONS
export type AuditMetadata<A extends AuditAction> = z.infer<(typeof AUDIT_ACTIONS)[A]['metadata']>

export const ACTOR_TYPES = ['user', 'service', 'agent', 'operator', 'system', 'anonymous'] as const
export const OUTCOMES = ['success', 'failure', 'denied'] as const
export const actorTypeSchema = z.enum(ACTOR_TYPES)
export const outcomeSchema = z.enum(OUTCOMES)

/** A thing acted on. `name` is personal: it is committed to, never hashed in clear. */
export type AuditTarget = { type: string; id: string; name?: string | undefined }

/**
 * One event as the code that causes it states it. Actor, context, time and number are
 * added by `audit.append` from the transaction's scope.
 */
export type AuditEventOf<A extends AuditAction> = {
  action: A
  targets: readonly AuditTarget[]
  outcome?: { result: (typeof OUTCOMES)[number]; reason?: string }
  metadata: AuditMetadata<A>
}
export type AuditEvent = { [A in AuditAction]: AuditEventOf<A> }[AuditAction]
