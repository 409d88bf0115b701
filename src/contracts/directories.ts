import { z } from 'zod'
import { groupSummarySchema } from './groups.ts'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

export const DIRECTORY_PROVIDERS = ['okta', 'entra', 'other'] as const
export const directoryProviderSchema = z.enum(DIRECTORY_PROVIDERS)

export const directorySummarySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  provider: directoryProviderSchema,
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
  revokedAt: instantSchema.nullable(),
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
})
export const directoriesCreateOutput = z.object({ id: uuidSchema })

/** directories.createToken: directory:manage. `token` is answered once and never again. */
export const directoriesCreateTokenInput = z.strictObject({
  directoryId: uuidSchema,
  name: z.string().trim().min(1).max(80),
  /** null: does not expire. */
  expiresInDays: z.number().int().min(1).max(730).nullable(),
})
export const directoriesCreateTokenOutput = z.object({
  token: z.string(),
  tokenId: uuidSchema,
  expiresAt: instantSchema.nullable(),
})

/** directories.revokeToken: directory:manage */
export const directoriesRevokeTokenInput = z.strictObject({ directoryId: uuidSchema, tokenId: uuidSchema })
export const directoriesRevokeTokenOutput = z.object({ tokenId: uuidSchema })

export type DirectorySummary = z.infer<typeof directorySummarySchema>
export type Directory = z.infer<typeof directoriesGetOutput>
export type DirectoryToken = z.infer<typeof directoryTokenSchema>
