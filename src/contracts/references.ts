import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

/** A thing named in passing: enough to show it and to link to it. */
export const namedReferenceSchema = z.object({ id: uuidSchema, name: z.string() })
export const personReferenceSchema = z.object({ id: uuidSchema, name: z.string(), email: z.string().nullable() })
export const roleReferenceSchema = z.object({ key: z.string(), name: z.string() })

export type NamedReference = z.infer<typeof namedReferenceSchema>
export type PersonReference = z.infer<typeof personReferenceSchema>
export type RoleReference = z.infer<typeof roleReferenceSchema>
