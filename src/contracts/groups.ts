import { z } from 'zod'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { namedReferenceSchema, personReferenceSchema, roleReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

export const groupSummarySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  members: z.number().int(),
  directory: namedReferenceSchema.nullable(),
  /** Roles that mappings give to its members. */
  roles: z.array(roleReferenceSchema),
  createdAt: instantSchema,
})

/** groups.list: group:read. By name. */
export const groupsListInput = z.strictObject({
  search: z.string().trim().max(200).optional(),
  cursor: cursorSchema,
  limit: pageLimitSchema,
})
export const groupsListOutput = z.object({
  items: z.array(groupSummarySchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
})

/** groups.get: group:read. Its people by name, at most 100 (`members` is the exact count). */
export const groupsGetInput = z.strictObject({ id: uuidSchema })
export const groupsGetOutput = z.object({
  ...groupSummarySchema.shape,
  people: z.array(z.object({ ...personReferenceSchema.shape, active: z.boolean() })),
})

export const groupRoleMappingSchema = z.object({
  id: uuidSchema,
  directory: namedReferenceSchema,
  groupName: z.string(),
  role: roleReferenceSchema,
  /** The group of that name in that directory with its people, those of groups within it included; null while none has been pushed. */
  group: z.object({ id: uuidSchema, people: z.number().int() }).nullable(),
  createdAt: instantSchema,
})

/** groups.listMappings: group:read. At most 100, by group name. */
export const groupsListMappingsOutput = z.object({ items: z.array(groupRoleMappingSchema) })

/** groups.mapRole: group:map. A role that groups may not give (Owner) is refused. */
export const groupsMapRoleInput = z.strictObject({
  directoryId: uuidSchema,
  groupName: z.string().trim().min(1).max(256),
  roleKey: z.string().max(64),
})
export const groupsMapRoleOutput = z.object({ id: uuidSchema })

/** groups.unmapRole: group:map */
export const groupsUnmapRoleInput = z.strictObject({ id: uuidSchema })
export const groupsUnmapRoleOutput = z.object({ id: uuidSchema })

export type GroupSummary = z.infer<typeof groupSummarySchema>
export type Group = z.infer<typeof groupsGetOutput>
export type GroupRoleMapping = z.infer<typeof groupRoleMappingSchema>
