import { z } from 'zod'
import { cursorSchema, pageLimitSchema, uuidSchema } from './identifiers.ts'
import { namedReferenceSchema, roleReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    /** Exact, for the search. */
    total: z.number().int(),
  })
const listShape = { search: z.string().trim().max(200).optional(), cursor: cursorSchema, limit: pageLimitSchema }

/** directoryBrowser.people: member:read. Whom a directory owns, by userName. `search`: name, e-mail, userName, external id. */
export const browsePeopleInput = z.strictObject({
  directoryId: uuidSchema,
  status: z.enum(['active', 'disabled']).optional(),
  ...listShape,
})
export const browsedPersonSchema = z.object({
  id: uuidSchema,
  userName: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  active: z.boolean(),
  externalId: z.string().nullable(),
  updatedAt: instantSchema,
})
export const browsePeopleOutput = pageOf(browsedPersonSchema)

/** What brought a value, as the audit log has it. */
const valueSourceSchema = z.object({
  /** `scim`: a request of the provider. `sign-in`: the claims of a sign-in. `console`: a person here. */
  by: z.enum(['scim', 'sign-in', 'console', 'other']),
  action: z.string(),
  at: instantSchema,
  /** The number of the event. */
  seq: z.number().int(),
  /** False where the log names an attribute that several schemas have, or could not name every attribute. */
  certain: z.boolean(),
  /** The provider's request, for who may read those, as long as it is kept. */
  logEntryId: uuidSchema.nullable(),
})

const personAttributeSchema = z.object({
  /** Null: the standard's own attributes (RFC 7643 section 4.1). */
  urn: z.string().nullable(),
  /** With the part, where there is one: `name.givenName`. */
  name: z.string(),
  /** One value, or those of a multi-valued attribute with what tells them apart. */
  values: z.array(z.object({ label: z.string().nullable(), value: z.string() })),
  /** The values stand here only for who has them revealed. */
  hidden: z.boolean(),
  source: valueSourceSchema.nullable(),
})

const roleWithSourcesSchema = z.object({
  ...roleReferenceSchema.shape,
  sources: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('direct'), assignedAt: instantSchema }),
      /** `group` is mapped; `through` is the group within it that the person is in, where it is not the group itself. */
      z.object({ type: z.literal('group'), group: namedReferenceSchema, through: namedReferenceSchema.nullable() }),
      z.object({ type: z.literal('rule'), connection: namedReferenceSchema }),
    ]),
  ),
})

/** directoryBrowser.person: member:read. Sources of values need audit:read; null without. */
export const browsePersonInput = z.strictObject({ id: uuidSchema })
export const browsePersonOutput = z.object({
  ...browsedPersonSchema.shape,
  directory: namedReferenceSchema.nullable(),
  createdAt: instantSchema,
  version: z.number().int(),
  attributes: z.array(personAttributeSchema),
  hiddenValues: z.number().int(),
  sourcesShown: z.boolean(),
  /** Direct ones first, at most 200 (`groupTotal` is exact). */
  groups: z.array(
    z.object({
      ...namedReferenceSchema.shape,
      /** The groups within it that the person is in; empty where they are in it directly. */
      through: z.array(namedReferenceSchema),
      since: instantSchema.nullable(),
    }),
  ),
  groupTotal: z.number().int(),
  roles: z.array(roleWithSourcesSchema),
})

/** directoryBrowser.revealPerson: provisioning-log:reveal. Every value. Leaves an event. */
export const revealPersonOutput = z.object({ id: uuidSchema, attributes: z.array(personAttributeSchema) })

/** directoryBrowser.groups: group:read. Of one directory, by name. */
export const browseGroupsInput = z.strictObject({ directoryId: uuidSchema, ...listShape })
export const browsedGroupSchema = z.object({
  ...namedReferenceSchema.shape,
  externalId: z.string().nullable(),
  /** Direct members. */
  people: z.number().int(),
  nested: z.number().int(),
  /** Roles that mappings give to its members, those of the groups it is within included. */
  roles: z.array(roleReferenceSchema),
  updatedAt: instantSchema,
})
export const browseGroupsOutput = pageOf(browsedGroupSchema)

/** directoryBrowser.group: group:read. Groups in it and around it by name, at most 100 each. */
export const browseGroupInput = z.strictObject({ id: uuidSchema })
export const browseGroupOutput = z.object({
  ...browsedGroupSchema.omit({ roles: true }).shape,
  directory: namedReferenceSchema,
  createdAt: instantSchema,
  version: z.number().int(),
  /** In it or in a group within it, each once. */
  peopleOverAll: z.number().int(),
  groups: z.array(namedReferenceSchema),
  within: z.array(namedReferenceSchema),
  /** `by`: the group whose mapping gives the role, this one or one that it is within. */
  roles: z.array(z.object({ ...roleReferenceSchema.shape, by: namedReferenceSchema })),
})

/** directoryBrowser.members: group:read. The people whom a group names, by userName. */
export const browseMembersInput = z.strictObject({ groupId: uuidSchema, ...listShape })
export const browseMembersOutput = pageOf(
  z.object({ ...browsedPersonSchema.omit({ externalId: true, updatedAt: true }).shape, since: instantSchema }),
)

export type BrowsedPerson = z.infer<typeof browsedPersonSchema>
export type BrowsedGroup = z.infer<typeof browsedGroupSchema>
export type PersonInDirectory = z.infer<typeof browsePersonOutput>
export type GroupInDirectory = z.infer<typeof browseGroupOutput>
export type PersonAttribute = z.infer<typeof personAttributeSchema>
export type ValueSource = z.infer<typeof valueSourceSchema>
