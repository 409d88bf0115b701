import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { roleReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

/** What somebody from outside can be given: roles that change nothing. */
const OUTSIDE_ROLE_KEYS = ['auditor', 'viewer'] as const

export const invitationSchema = z.object({
  id: uuidSchema,
  email: z.string(),
  name: z.string(),
  role: roleReferenceSchema,
  state: z.enum(['invited', 'expired', 'active', 'ended']),
  invitedBy: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  createdAt: instantSchema,
  /** Until when the link works, while it waits. */
  expiresAt: instantSchema,
  acceptedAt: instantSchema.nullable(),
  /** Until when the person may come in; null for as long as nobody ends it. */
  accessEndsAt: instantSchema.nullable(),
  memberId: uuidSchema.nullable(),
})

/** invitations.list: invitation:read. At most 100, the newest first. */
export const invitationsListOutput = z.object({ items: z.array(invitationSchema) })

export const emailAddressSchema = z.email().trim().max(320)

/** invitations.create: invitation:manage */
export const invitationsCreateInput = z.strictObject({
  email: emailAddressSchema,
  name: z.string().trim().min(1).max(200),
  roleKey: z.enum(OUTSIDE_ROLE_KEYS),
  accessDays: z.number().int().min(1).max(365),
})
export const invitationsCreateOutput = invitationSchema

/** invitations.revoke: invitation:manage. Ends the invitation and, where it was accepted, the access. */
export const invitationsRevokeInput = z.strictObject({ id: uuidSchema })
export const invitationsRevokeOutput = z.object({ id: uuidSchema })

export type Invitation = z.infer<typeof invitationSchema>
