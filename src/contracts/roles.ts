import { z } from 'zod'
import { permissionSchema } from './permissions.ts'
import { roleReferenceSchema } from './references.ts'

/** `people`: active members who hold it, directly or through a group, each once. */
export const roleSchema = z.object({
  ...roleReferenceSchema.shape,
  description: z.string(),
  builtIn: z.boolean(),
  permissions: z.array(permissionSchema),
  people: z.number().int(),
})

/** roles.list: role:read */
export const rolesListOutput = z.object({ items: z.array(roleSchema) })

export type Role = z.infer<typeof roleSchema>
