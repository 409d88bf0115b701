import { z } from 'zod'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { personReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

export const sessionSchema = z.object({
  id: uuidSchema,
  person: personReferenceSchema,
  connection: z.object({ id: uuidSchema, name: z.string(), protocol: z.enum(['saml', 'oidc']) }).nullable(),
  /** How the person signed in. Without the tenant's provider: by passkey, or by emergency access. */
  method: z.enum(['saml', 'oidc', 'passkey', 'break-glass']),
  createdAt: instantSchema,
  lastSeenAt: instantSchema.nullable(),
  expiresAt: instantSchema,
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** The session that asks. */
  current: z.boolean(),
})

/** sessions.list: session:read. Open sessions only, the newest first. `search` matches name and email. */
export const sessionsListInput = z.strictObject({
  search: z.string().trim().max(200).optional(),
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const sessionsListOutput = z.object({
  items: z.array(sessionSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
})

/** sessions.revoke: session:revoke */
export const sessionsRevokeInput = z.strictObject({ id: uuidSchema })
export const sessionsRevokeOutput = z.object({ id: uuidSchema })

/** sessions.revokeOfMember: session:revoke. Every open session of one person; `name` is theirs, typed. */
export const sessionsRevokeOfMemberInput = z.strictObject({ memberId: uuidSchema, name: z.string() })
/** sessions.revokeAll: session:revoke. Every open session of the tenant, the asking one too; `name` is the tenant's, typed. */
export const sessionsRevokeAllInput = z.strictObject({ name: z.string() })
export const sessionsRevokedOutput = z.object({ sessions: z.number().int(), people: z.number().int() })

/** sessions.revokeOthers: profile:update. Every session of one's own but the asking one. */
export const sessionsRevokeOthersOutput = sessionsRevokedOutput

/** sessions.listMine: profile:read. At most 100, the newest first. */
export const sessionsListMineOutput = z.object({ items: z.array(sessionSchema) })

/** sessions.revokeMine: profile:read decides who may ask; it ends only a session of one's own. */
export const sessionsRevokeMineInput = z.strictObject({ id: uuidSchema })
export const sessionsRevokeMineOutput = z.object({ id: uuidSchema })

export type Session = z.infer<typeof sessionSchema>
