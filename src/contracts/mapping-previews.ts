import { z } from 'zod'
import { groupsMapRoleInput } from './groups.ts'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { namedReferenceSchema, personReferenceSchema, roleReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

/** What gives somebody the role besides the mapping that is looked at. */
const otherSourceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('direct'), assignedAt: instantSchema }),
  z.object({ type: z.literal('group'), group: namedReferenceSchema }),
  z.object({ type: z.literal('rule'), connection: namedReferenceSchema }),
])

const previewSchema = z.object({
  change: z.enum(['map', 'unmap']),
  role: roleReferenceSchema,
  groupName: z.string(),
  directory: namedReferenceSchema,
  /** The group of that name; null while none has been pushed. `nested`: groups within it, over all levels. */
  group: z.object({ id: uuidSchema, nested: z.number().int() }).nullable(),
  /** The mapping is there already: mapping it again changes nothing. */
  already: z.boolean(),
  /** What the role permits. */
  permissions: z.array(z.string()),
  /** Exact. `changed` gain (or lose) the role; `same` hold it by something else too. Each person once. */
  counts: z.object({
    changed: z.number().int(),
    same: z.number().int(),
    /** Of `changed`: disabled people, who have no access whatever they hold. */
    changedDisabled: z.number().int(),
    /** Of `changed`: their other roles permit all of it, so what they may do stays the same. */
    changedInNameOnly: z.number().int(),
  }),
  /** Null for who may not read members. In the order of their ids. */
  people: z
    .object({
      items: z.array(
        z.object({
          ...personReferenceSchema.shape,
          active: z.boolean(),
          outcome: z.enum(['changed', 'same']),
          /** Whether the person is in the group itself or in one within it. */
          membership: z.enum(['direct', 'nested']),
          /** Permissions that come (or go) with the role and with no other role of theirs. */
          permissions: z.array(z.string()),
          /** What else gives the role. */
          otherSources: z.array(otherSourceSchema),
        }),
      ),
      nextCursor: z.string().nullable(),
    })
    .nullable(),
})

const pageShape = {
  /** Only those who gain (or lose), or only those for whom nothing changes. */
  outcome: z.enum(['changed', 'same']).optional(),
  cursor: cursorSchema,
  limit: pageLimitSchema,
}

/** groups.previewMapping: group:read. What `groups.mapRole` would do; it refuses what that refuses. */
export const groupsPreviewMappingInput = z.strictObject({ ...groupsMapRoleInput.shape, ...pageShape })
export const groupsPreviewMappingOutput = previewSchema

/** groups.previewUnmapping: group:read. What `groups.unmapRole` would do. */
export const groupsPreviewUnmappingInput = z.strictObject({ id: uuidSchema, ...pageShape })
export const groupsPreviewUnmappingOutput = previewSchema

export type MappingPreview = z.infer<typeof previewSchema>
export type PreviewedPerson = NonNullable<MappingPreview['people']>['items'][number]
