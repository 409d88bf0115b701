import { z } from 'zod'
import { groupSummarySchema } from './groups.ts'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

export const DIRECTORY_PROVIDERS = ['okta', 'entra', 'google', 'jumpcloud', 'onelogin', 'pingone', 'other'] as const
export const directoryProviderSchema = z.enum(DIRECTORY_PROVIDERS)

/** What a SCIM token may be given; discovery (`/Schemas` and its like) is every token's. */
export const SCIM_SCOPES = ['users:read', 'users:write', 'groups:read', 'groups:write'] as const
export const scimScopeSchema = z.enum(SCIM_SCOPES)
export type ScimScope = z.infer<typeof scimScopeSchema>
const scopesSchema = z
  .array(scimScopeSchema)
  .min(1)
  .max(SCIM_SCOPES.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'Name each scope once.')

/** In dry run a directory answers from a shadow, and nothing that its provider sends changes anything. */
const directoryModeSchema = z.enum(['live', 'dry-run'])

export const directorySummarySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  provider: directoryProviderSchema,
  mode: directoryModeSchema,
  people: z.number().int(),
  activePeople: z.number().int(),
  groups: z.number().int(),
  /** Tokens neither revoked nor expired. */
  liveTokens: z.number().int(),
  lastUsedAt: instantSchema.nullable(),
  createdAt: instantSchema,
})

/** directories.list: directory:read. At most 100. */
export const directoriesListOutput = z.object({ items: z.array(directorySummarySchema) })

export const directoryTokenSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  lastUsedAt: instantSchema.nullable(),
  /** Address and user agent of the last use. */
  lastUsedIp: z.string().nullable(),
  lastUsedAgent: z.string().nullable(),
  revokedAt: instantSchema.nullable(),
  /** The first characters, by which people tell tokens apart. */
  prefix: z.string(),
  scopes: z.array(scimScopeSchema),
  /** The token that was made to take its place. */
  replacedBy: uuidSchema.nullable(),
})

/** directories.get: directory:read. Groups by name, at most 100 (`groups` is the exact count). */
export const directoriesGetInput = z.strictObject({ id: uuidSchema })
export const directoriesGetOutput = z.object({
  ...directorySummarySchema.shape,
  /** The SCIM 2.0 address to give to the identity provider. */
  baseUrl: z.string(),
  tokens: z.array(directoryTokenSchema),
  groupList: z.array(groupSummarySchema),
})

/** directories.create: directory:manage */
export const directoriesCreateInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  provider: directoryProviderSchema,
  /** Left out: live. */
  mode: directoryModeSchema.optional(),
})
export const directoriesCreateOutput = z.object({ id: uuidSchema })

/** directories.createToken: directory:manage. `token` is answered once and never again. */
export const directoriesCreateTokenInput = z.strictObject({
  directoryId: uuidSchema,
  name: z.string().trim().min(1).max(80),
  /** null: does not expire. */
  expiresInDays: z.number().int().min(1).max(730).nullable(),
  /** Left out: everything. */
  scopes: scopesSchema.optional(),
})
export const directoriesCreateTokenOutput = z.object({
  token: z.string(),
  tokenId: uuidSchema,
  expiresAt: instantSchema.nullable(),
})

/** directories.rotateToken: directory:manage. `token` is answered once and never again. */
export const directoriesRotateTokenInput = z.strictObject({
  directoryId: uuidSchema,
  tokenId: uuidSchema,
  /** How long the old token goes on working. */
  overlapDays: z.number().int().min(1).max(30).default(7),
  /** Of the successor; null: does not expire. */
  expiresInDays: z.number().int().min(1).max(730).nullable(),
})
export const directoriesRotateTokenOutput = z.object({
  token: z.string(),
  tokenId: uuidSchema,
  expiresAt: instantSchema.nullable(),
  /** When the old token ends. */
  oldEndsAt: instantSchema,
})

/** directories.revokeToken: directory:manage */
export const directoriesRevokeTokenInput = z.strictObject({ directoryId: uuidSchema, tokenId: uuidSchema })
export const directoriesRevokeTokenOutput = z.object({ tokenId: uuidSchema })

export type DirectorySummary = z.infer<typeof directorySummarySchema>
export type Directory = z.infer<typeof directoriesGetOutput>
export type DirectoryToken = z.infer<typeof directoryTokenSchema>
