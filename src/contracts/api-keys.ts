import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { apiKeyPermissionSchema } from './permissions.ts'
import { namedReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

export const apiKeySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** The first characters, to recognise it by. */
  prefix: z.string(),
  permissions: z.array(apiKeyPermissionSchema),
  createdAt: instantSchema,
  createdBy: namedReferenceSchema.nullable(),
  expiresAt: instantSchema.nullable(),
  lastUsedAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
})

/** apiKeys.list: api-key:read. At most 100, the newest first; revoked ones included. */
export const apiKeysListOutput = z.object({ items: z.array(apiKeySchema) })

/** apiKeys.create: api-key:manage. `key` is answered once and never again. */
export const apiKeysCreateInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  permissions: z.array(apiKeyPermissionSchema).min(1).max(20),
  /** null: does not expire. */
  expiresInDays: z.number().int().min(1).max(730).nullable(),
})
export const apiKeysCreateOutput = z.object({ key: z.string(), item: apiKeySchema })

/** apiKeys.revoke: api-key:manage */
export const apiKeysRevokeInput = z.strictObject({ id: uuidSchema })
export const apiKeysRevokeOutput = z.object({ id: uuidSchema })

export type ApiKey = z.infer<typeof apiKeySchema>
