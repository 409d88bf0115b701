import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

const ATTRIBUTE_TYPES = ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference'] as const

/** What every object has already cannot be the name of a value. */
const reserved = new Set(Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()))

/** An attribute of an extension schema (RFC 7643 section 7); compared without regard to case by its name. */
export const directorySchemaAttributeSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'starts with a letter and has letters, digits, - and _ (at most 64)')
    .refine((name) => !reserved.has(name.toLowerCase()), 'is a name that cannot be used'),
  type: z.enum(ATTRIBUTE_TYPES),
  multiValued: z.boolean().default(false),
  description: z.string().trim().max(500).default(''),
  /** Whether capitals count where it is compared. */
  caseExact: z.boolean().default(false),
  /** Whether it must be there wherever the schema is used. */
  required: z.boolean().default(false),
})

/** Of Gatehouse's choosing are the URNs of the standard. */
const urnSchema = z
  .string()
  .trim()
  .max(200)
  .regex(
    /^urn:[a-z0-9][a-z0-9-]{0,31}(:[a-z0-9._-]+)+$/i,
    'is a URN such as urn:example:scim:schemas:extension:1.0:User',
  )
  .refine((urn) => !/^urn:ietf:params:scim:/i.test(urn), 'is one of the standard; choose a URN of your own')

export const directorySchemaSchema = z.object({
  id: uuidSchema,
  urn: z.string(),
  name: z.string(),
  description: z.string(),
  attributes: z.array(directorySchemaAttributeSchema),
  createdAt: instantSchema,
  updatedAt: instantSchema,
})

/** directorySchemas.list: directory:read. By URN, at most 20. */
export const directorySchemasListOutput = z.object({ items: z.array(directorySchemaSchema) })

/**
 * directorySchemas.define: directory:manage. A new extension of User for all directories of the tenant, or more
 * attributes and other words for one that exists: what an attribute holds does not change, and none is left out.
 */
export const directorySchemasDefineInput = z.strictObject({
  urn: urnSchema,
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().max(500).default(''),
  attributes: z
    .array(directorySchemaAttributeSchema)
    .min(1)
    .max(100)
    .refine(
      (attributes) => new Set(attributes.map(({ name }) => name.toLowerCase())).size === attributes.length,
      'names an attribute twice',
    ),
})
export const directorySchemasDefineOutput = z.object({ id: uuidSchema })

/** directorySchemas.remove: directory:manage. Every value under the schema goes with it. */
export const directorySchemasRemoveInput = z.strictObject({ id: uuidSchema })
export const directorySchemasRemoveOutput = z.object({ id: uuidSchema, people: z.number().int() })

export type DirectorySchemaAttribute = z.infer<typeof directorySchemaAttributeSchema>
export type DirectorySchema = z.infer<typeof directorySchemaSchema>
