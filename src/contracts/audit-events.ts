import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

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
/** What ended for somebody who was disabled or deleted; absent where there was none of it. */
const accessEnded = z.strictObject({
  sessionsEnded: z.number().int(),
  keysEnded: z.number().int().optional(),
  passkeysEnded: z.number().int().optional(),
  linksEnded: z.number().int().optional(),
  rolesLost: roleKeys,
  /** The leaver receipt that lists them; none where the person had been disabled before. */
  receiptId: uuidSchema.optional(),
})

export const AUDIT_ACTIONS = {
  'tenant.create': { metadata: z.strictObject({ slug: z.string() }), personal: [] },
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
  'user.disable': { metadata: accessEnded, personal: [] },
  'user.enable': { metadata: none, personal: [] },
  'user.delete': { metadata: accessEnded, personal: [] },
  'user.attributes.reveal': { metadata: z.strictObject({ values: z.number().int() }), personal: [] },
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

  'directory.create': {
    metadata: z.strictObject({ name: z.string(), provider: z.string(), mode: z.literal('dry-run').optional() }),
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

  /** Nothing of it was kept; how many people would gain, lose or keep access. */
  'directory.rehearse': {
    metadata: z.strictObject({
      provider: z.string(),
      source: z.enum(['people', 'list', 'log']),
      requests: z.number().int(),
      refused: z.number().int(),
      gains: z.number().int(),
      loses: z.number().int(),
      keeps: z.number().int(),
    }),
    personal: [],
  },
  'directory.guard_rail.update': {
    metadata: z.strictObject({
      enabled: z.boolean(),
      sharePercent: z.number().int(),
      peopleAtLeast: z.number().int(),
      windowMinutes: z.number().int(),
    }),
    personal: [],
  },
  'directory.removals.pause': {
    metadata: z.strictObject({ removed: z.number().int(), active: z.number().int(), windowMinutes: z.number().int() }),
    personal: [],
  },
  /** Once a person; the provider's further attempts are counted on the page of the directory. */
  'directory.removals.hold': {
    metadata: z.strictObject({ operation: z.enum(['disable', 'delete']) }),
    personal: [],
  },
  'directory.removals.pass': {
    metadata: z.strictObject({ people: z.number().int(), hours: z.number().int() }),
    personal: [],
  },
  'directory.removals.keep_out': { metadata: z.strictObject({ held: z.number().int() }), personal: [] },
  'directory.removals.resume': { metadata: z.strictObject({ held: z.number().int() }), personal: [] },
  'leaver.attempt.refuse': {
    metadata: z.strictObject({
      kind: z.enum(['session', 'api_key', 'setup_link', 'trace_link', 'passkey']),
      receiptId: uuidSchema,
    }),
    personal: [],
  },
  /** What a directory in dry run would have done; its people and groups are those of the shadow. */
  'directory.dry_run.record': {
    metadata: z.strictObject({
      would: z.enum([
        'user.create',
        'user.adopt',
        'user.update',
        'user.disable',
        'user.enable',
        'user.delete',
        'group.create',
        'group.update',
        'group.delete',
        'group.member.add',
        'group.member.remove',
      ]),
      active: z.boolean().optional(),
      changed: changedFields.optional(),
      count: z.number().int().optional(),
      sessionsEnded: z.number().int().optional(),
      rolesGained: roleKeys,
      rolesLost: roleKeys,
      /** The guard rail would have held it back. */
      heldBack: z.literal(true).optional(),
    }),
    personal: [],
  },
  'directory.dry_run.discard': {
    metadata: z.strictObject({ people: z.number().int(), groups: z.number().int() }),
    personal: [],
  },
  'directory.dry_run.end': {
    metadata: z.strictObject({ people: z.number().int(), groups: z.number().int() }),
    personal: [],
  },
  'directory.token.create': {
    metadata: z.strictObject({
      tokenId: uuidSchema,
      expiresAt: z.string().nullable(),
      scopes: z.array(z.string()).max(10).optional(),
    }),
    personal: [],
  },
  'directory.token.rotate': {
    metadata: z.strictObject({
      tokenId: uuidSchema,
      successorId: uuidSchema,
      tokenEndsAt: z.string(),
      successorExpiresAt: z.string().nullable(),
    }),
    personal: [],
  },
  'directory.token.warn': {
    metadata: z.strictObject({ tokenId: uuidSchema, days: z.number().int(), expiresAt: z.string() }),
    personal: [],
  },
  'directory.schema.define': {
    metadata: z.strictObject({ urn: z.string(), attributes: z.number().int() }),
    personal: [],
  },
  'directory.schema.remove': {
    metadata: z.strictObject({ urn: z.string(), people: z.number().int() }),
    personal: [],
  },
  'directory.token.revoke': { metadata: z.strictObject({ tokenId: uuidSchema }), personal: [] },

  'provisioning_log.reveal': {
    metadata: z.strictObject({ entryId: uuidSchema, values: z.number().int() }),
    personal: [],
  },
  'provisioning_log.export': {
    metadata: z.strictObject({
      format: z.enum(['ndjson', 'csv']),
      personalValues: z.boolean(),
      filters: z.array(z.string().max(64)).max(20),
    }),
    personal: [],
  },

  'api_key.create': {
    metadata: z.strictObject({ name: z.string(), permissions: z.array(z.string()) }),
    personal: ['name'],
  },
  'api_key.revoke': { metadata: z.strictObject({ name: z.string() }), personal: ['name'] },

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
