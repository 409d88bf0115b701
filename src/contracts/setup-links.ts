import { z } from 'zod'
import { directoriesCreateInput } from './directories.ts'
import { uuidSchema } from './identifiers.ts'
import { connectionTestSchema, lastTestSchema } from './sign-in-traces.ts'
import { ssoConnectionSchema, ssoListOutput } from './sso.ts'
import { instantSchema } from './times.ts'

const SETUP_LINK_DAYS_AT_MOST = 7

export const setupLinkSchema = z.object({
  id: uuidSchema,
  /** Who it is for, in the maker's words. */
  label: z.string(),
  state: z.enum(['waiting', 'opened', 'finished', 'expired', 'revoked']),
  createdAt: instantSchema,
  createdBy: z.string().nullable(),
  expiresAt: instantSchema,
  openedAt: instantSchema.nullable(),
})
export type SetupLink = z.infer<typeof setupLinkSchema>

/** setupLinks.list: setup-link:read. The last 100, the newest first. */
export const setupLinksListOutput = z.object({ items: z.array(setupLinkSchema) })

/** setupLinks.create and POST /api/v1/setup-links: setup-link:create. `url` holds the token and is answered once. */
export const setupLinksCreateInput = z.strictObject({
  label: z.string().trim().min(1).max(80),
  expiresInDays: z.number().int().min(1).max(SETUP_LINK_DAYS_AT_MOST),
})
export const setupLinksCreateOutput = z.object({ url: z.string(), item: setupLinkSchema })

/** setupLinks.revoke: setup-link:revoke */
export const setupLinksRevokeInput = z.strictObject({ id: uuidSchema })
export const setupLinksRevokeOutput = z.object({ id: uuidSchema })

/** setup.get: setup:read, for the browser that opened the link. What was made through it, and our values. */
export const setupGetOutput = z.object({
  organisation: z.string(),
  label: z.string(),
  expiresAt: instantSchema,
  ourValues: ssoListOutput.shape.ourValues,
  connections: z.array(ssoConnectionSchema),
  tests: z.array(lastTestSchema),
  directories: z.array(z.object({ id: uuidSchema, name: z.string(), provider: z.string(), baseUrl: z.string() })),
})
export type Setup = z.infer<typeof setupGetOutput>

/** setup.createDirectory: setup:configure. The directory and its one token, which is answered once. */
export const setupCreateDirectoryInput = directoriesCreateInput
export const setupCreateDirectoryOutput = z.object({ id: uuidSchema, baseUrl: z.string(), token: z.string() })

/** setup.getTest: setup:read. A test that was started through this link. */
export const setupGetTestOutput = connectionTestSchema

/** setup.finish: setup:configure. The link does nothing from then on. */
export const setupFinishOutput = z.object({ finished: z.literal(true) })
