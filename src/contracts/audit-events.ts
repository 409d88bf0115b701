import { z } from 'zod'
import { APPLICATION_AUDIT_ACTIONS } from './application-audit-events.ts'
import { uuidSchema } from './identifiers.ts'
import { OPERATOR_AUDIT_ACTIONS } from './operator-audit-events.ts'
import { SIGN_IN_AUDIT_ACTIONS } from './sign-in-audit-events.ts'
import { SSO_AUDIT_ACTIONS } from './sso-audit-events.ts'

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
  ...SIGN_IN_AUDIT_ACTIONS,
  ...SSO_AUDIT_ACTIONS,
  ...APPLICATION_AUDIT_ACTIONS,
  'tenant.update': { metadata: z.strictObject({ changed: changedFields }), personal: [] },

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

  'directory.create': { metadata: z.strictObject({ name: z.string(), provider: z.string() }), personal: ['name'] },

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
