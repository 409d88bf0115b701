import { z } from 'zod'
import { tenantSlugSchema, uuidSchema } from './identifiers.ts'
import { permissionSchema } from './permissions.ts'
import { personReferenceSchema, roleReferenceSchema } from './references.ts'

/** me.get: profile:read */
export const meGetOutput = z.object({
  user: personReferenceSchema,
  tenant: z.object({ id: uuidSchema, slug: tenantSlugSchema, name: z.string() }),
  sessionId: uuidSchema,
  /** Directly or through a group, the strongest first. */
  roles: z.array(roleReferenceSchema),
  permissions: z.array(permissionSchema),
})

export type Me = z.infer<typeof meGetOutput>
