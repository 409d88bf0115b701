import { z } from 'zod'
import { auditEventSummarySchema } from './audit.ts'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { namedReferenceSchema, roleReferenceSchema } from './references.ts'
import { sessionSchema } from './sessions.ts'
import { instantSchema } from './times.ts'

export const memberSummarySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  email: z.string().nullable(),
  userName: z.string(),
  active: z.boolean(),
  department: z.string().nullable(),
  title: z.string().nullable(),
  /** The directory that provisioned the person; null for someone created at sign-in or by an admin. */
  directory: namedReferenceSchema.nullable(),
  /** Directly or through a group, each once, the strongest first. */
  roles: z.array(roleReferenceSchema),
  lastSignInAt: instantSchema.nullable(),
  createdAt: instantSchema,
})

/** members.list: member:read. By name. `search` matches name, email and user name. */
export const membersListInput = z.strictObject({
  search: z.string().trim().max(200).optional(),
  status: z.enum(['active', 'disabled']).optional(),
  roleKey: z.string().max(64).optional(),
  groupId: uuidSchema.optional(),
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const membersListOutput = z.object({
  items: z.array(memberSummarySchema),
  nextCursor: z.string().nullable(),
  /** Exact, for the filter. */
  total: z.number().int(),
})

export const roleSourceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('direct'), assignedAt: instantSchema }),
  z.object({ type: z.literal('group'), group: namedReferenceSchema }),
  /** By a rule of a connection, at the last sign-in. */
  z.object({ type: z.literal('rule'), connection: namedReferenceSchema }),
])

/** members.get: member:read. Sessions need session:read, events audit:read; null without. */
export const membersGetInput = z.strictObject({ id: uuidSchema })
export const membersGetOutput = z.object({
  ...memberSummarySchema.shape,
  externalId: z.string().nullable(),
  roles: z.array(z.object({ ...roleReferenceSchema.shape, sources: z.array(roleSourceSchema) })),
  groups: z.array(namedReferenceSchema),
  sessions: z.array(sessionSchema).nullable(),
  /** The ten newest events by or about this person. */
  recentEvents: z.array(auditEventSummarySchema).nullable(),
})

/** members.assignRole, members.unassignRole: role:assign (and role:assign-owner for Owner) */
export const memberRoleInput = z.strictObject({ memberId: uuidSchema, roleKey: z.string().max(64) })
export const memberRoleOutput = z.object({ memberId: uuidSchema, roleKey: z.string() })

export type MemberSummary = z.infer<typeof memberSummarySchema>
export type Member = z.infer<typeof membersGetOutput>
export type RoleSource = z.infer<typeof roleSourceSchema>
