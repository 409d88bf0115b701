import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { emailAddressSchema } from './invitations.ts'
import { roleReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

const operatorSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  email: z.string().nullable(),
  /** The strongest first. */
  roles: z.array(roleReferenceSchema),
  /** By what the person comes in: the house's own provider, or an invitation and a passkey. */
  wayIn: z.enum(['provider', 'invitation']),
  since: instantSchema,
  lastSignInAt: instantSchema.nullable(),
  openSessions: z.number().int(),
})
export type Operator = z.infer<typeof operatorSchema>

const waitingOperatorSchema = z.object({
  invitationId: uuidSchema,
  name: z.string(),
  email: z.string(),
  invitedAt: instantSchema,
  expiresAt: instantSchema,
})
export type WaitingOperator = z.infer<typeof waitingOperatorSchema>

/** operators.list: operator:read. At most 100 who may come in, and the invitations that wait. */
export const operatorsListOutput = z.object({
  items: z.array(operatorSchema),
  waiting: z.array(waitingOperatorSchema),
})

/** operators.invite: operator:manage. The link goes by mail and works once, within seven days. */
export const operatorsInviteInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  email: emailAddressSchema,
})
export const operatorsInviteOutput = z.object({ email: z.string(), expiresAt: instantSchema })

/** operators.end: operator:manage. Effective at the person's next request. */
export const operatorsEndInput = z.strictObject({ id: uuidSchema })
export const operatorsEndOutput = z.object({ id: uuidSchema, sessionsEnded: z.number().int() })

/** operators.listForTenant: invitation:read, in any tenant. Who of the operators could act for it; names and no addresses. */
export const operatorsForTenantOutput = z.object({
  items: z.array(
    z.object({ id: uuidSchema, name: z.string(), since: instantSchema, lastSignInAt: instantSchema.nullable() }),
  ),
})
