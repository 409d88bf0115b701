import { z } from 'zod'
import { cursorSchema, pageLimitSchema, tenantSlugSchema, uuidSchema } from './identifiers.ts'
import { emailAddressSchema } from './invitations.ts'
import { ssoEnforcementSchema } from './sso-policy.ts'
import { tenantNameSchema } from './tenant.ts'
import { instantSchema } from './times.ts'

const operatorTenantSchema = z.object({
  id: uuidSchema,
  slug: tenantSlugSchema,
  name: z.string(),
  createdAt: instantSchema,
  /** Active ones. */
  people: z.number().int(),
  connections: z.object({ active: z.number().int(), inactive: z.number().int() }),
  enforcement: ssoEnforcementSchema,
})
export type OperatorTenant = z.infer<typeof operatorTenantSchema>

/** operatorTenants.list: operator-tenant:read. The newest first. `search` matches name and short name. */
export const operatorTenantsListInput = z.strictObject({
  search: z.string().trim().max(200).optional(),
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const operatorTenantsListOutput = z.object({
  items: z.array(operatorTenantSchema),
  nextCursor: z.string().nullable(),
  /** Exact, for the search. */
  total: z.number().int(),
})

/** operatorTenants.get: operator-tenant:read */
export const operatorTenantsGetInput = z.strictObject({ id: uuidSchema })
export const operatorTenantsGetOutput = z.object({
  ...operatorTenantSchema.shape,
  /** Where the tenant's people sign in. */
  signInUrl: z.string(),
  /** How far the first Owner is; `expiresAt` is until when an invitation that waits can be accepted. */
  firstOwner: z.object({
    state: z.enum(['none', 'invited', 'expired', 'active']),
    expiresAt: instantSchema.nullable(),
  }),
})
export type OperatorTenantDetails = z.infer<typeof operatorTenantsGetOutput>

const ownerSchema = z.strictObject({ name: z.string().trim().min(1).max(200), email: emailAddressSchema })

/** operatorTenants.create: operator-tenant:create. The Owner gets a link by mail that works once. */
export const operatorTenantsCreateInput = z.strictObject({
  name: tenantNameSchema,
  slug: tenantSlugSchema,
  owner: ownerSchema,
})
export const operatorTenantsCreateOutput = operatorTenantsGetOutput

/** operatorTenants.inviteOwner: operator-tenant:create. Only where the tenant has no Owner; ends the earlier invitation. */
export const operatorTenantsInviteOwnerInput = z.strictObject({ tenantId: uuidSchema, owner: ownerSchema })
export const operatorTenantsInviteOwnerOutput = operatorTenantsGetOutput
