import { z } from 'zod'
import { APPLICATION_AUDIT_ACTIONS } from './application-audit-events.ts'
import { DIRECTORY_AUDIT_ACTIONS } from './directory-audit-events.ts'
import { OPERATOR_AUDIT_ACTIONS } from './operator-audit-events.ts'
import { SIGN_IN_AUDIT_ACTIONS } from './sign-in-audit-events.ts'
import { SSO_AUDIT_ACTIONS } from './sso-audit-events.ts'
import { WEBHOOK_AUDIT_ACTIONS } from './webhook-audit-events.ts'

/**
 * Gatehouse's own audit events, one entry an action: what its metadata holds and which
 * metadata keys are personal (hashed as commitments, erasable). An action with other
 * details does not compile. Integrators' events are validated at the API instead.
 */
const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)
const changedFields = z.array(z.string().max(128)).max(50)

export const AUDIT_ACTIONS = {
  'tenant.create': { metadata: z.strictObject({ slug: z.string() }), personal: [] },
  ...OPERATOR_AUDIT_ACTIONS,
  ...SIGN_IN_AUDIT_ACTIONS,
  ...SSO_AUDIT_ACTIONS,
  ...APPLICATION_AUDIT_ACTIONS,
  ...DIRECTORY_AUDIT_ACTIONS,
  ...WEBHOOK_AUDIT_ACTIONS,
  'tenant.update': { metadata: z.strictObject({ changed: changedFields }), personal: [] },
  'role.assign': { metadata: z.strictObject({ roleKey: z.string() }), personal: [] },
  'role.unassign': { metadata: z.strictObject({ roleKey: z.string() }), personal: [] },
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
