import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

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

/** People and groups, the directories that bring them, and what is done to let them in and out. */
export const DIRECTORY_AUDIT_ACTIONS = {
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
  'directory.create': {
    metadata: z.strictObject({ name: z.string(), provider: z.string(), mode: z.literal('dry-run').optional() }),
    personal: ['name'],
  },
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
} as const
