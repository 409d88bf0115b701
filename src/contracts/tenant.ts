import { z } from 'zod'
import { tenantSlugSchema, uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

/** tenant.get: tenant:read */
export const tenantGetOutput = z.object({
  id: uuidSchema,
  slug: tenantSlugSchema,
  name: z.string(),
  /** The audit log's origin, fixed when the tenant was created: `<host>/t/<tenantId>`. */
  logOrigin: z.string(),
  createdAt: instantSchema,
})

export const tenantNameSchema = z.string().trim().min(1).max(120)

/** tenant.update: tenant:update */
export const tenantUpdateInput = z.strictObject({ name: tenantNameSchema })
export const tenantUpdateOutput = tenantGetOutput

export type Tenant = z.infer<typeof tenantGetOutput>
