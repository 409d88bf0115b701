import { z } from 'zod'
import { tenantSlugSchema, uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

/** What an application can ask to know of a person (OpenID Connect Core §5.4, §11). */
export const APPLICATION_SCOPES = ['openid', 'profile', 'email', 'offline_access'] as const
const applicationScopeSchema = z.enum(APPLICATION_SCOPES)
export type ApplicationScope = z.infer<typeof applicationScopeSchema>

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
// Printable ASCII without the characters that browsers and servers read differently.
const PLAIN = /^[\x21-\x7e]+$/

/**
 * What is wrong with an address to which people are sent back, in words; null where nothing is. It is written as a
 * browser would write it, so that what is compared whole is also what is gone to (RFC 9700 §2.1, RFC 8252 §7.3).
 */
export function redirectUriFault(value: string): string | null {
  if (!PLAIN.test(value) || /[\\*"<>^`{|}]/.test(value)) return 'must be a plain address without wildcards'
  if (value.includes('#')) return 'must have no fragment'
  if (!URL.canParse(value)) return 'must be a whole address, such as https://app.example.com/callback'
  const url = new URL(value)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    return 'must begin with https://, or with http:// for this machine (127.0.0.1, [::1], localhost)'
  if (url.username !== '' || url.password !== '') return 'must have no user name in it'
  if (url.href !== value && url.href !== `${value}/`) return `must be written as ${url.href}`
  return null
}

const redirectUriSchema = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .superRefine((value, context) => {
    const fault = redirectUriFault(value)
    if (fault) context.addIssue({ code: 'custom', message: fault })
  })

const nameSchema = z.string().trim().min(1).max(80)
const scopesSchema = z
  .array(applicationScopeSchema)
  .max(4)
  .refine((scopes) => scopes.includes('openid'), 'must hold openid')
/** Whom access tokens are for (RFC 9068 §3), as the vendor's own API names itself. */
const audienceSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must be one word without spaces')
/** Short names of the tenants whose people may sign in; null: every tenant. */
const tenantsSchema = z.array(tenantSlugSchema).min(1).max(1000).nullable()
const accessTokenSecondsSchema = z.number().int().min(60).max(3600)
const refreshTokenSecondsSchema = z.number().int().min(300).max(2_592_000)

const secretSchema = z.object({
  id: uuidSchema,
  prefix: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  lastUsedAt: instantSchema.nullable(),
})

const applicationSummarySchema = z.object({
  id: uuidSchema,
  clientId: z.string(),
  name: z.string(),
  type: z.enum(['confidential', 'public']),
  redirectUris: z.array(z.string()),
  createdAt: instantSchema,
  disabledAt: instantSchema.nullable(),
})

const applicationSchema = applicationSummarySchema.extend({
  postLogoutRedirectUris: z.array(z.string()),
  scopes: z.array(applicationScopeSchema),
  audience: z.string(),
  allowedTenants: z.array(z.object({ id: uuidSchema, slug: z.string(), name: z.string() })).nullable(),
  accessTokenSeconds: z.number().int(),
  refreshTokenSeconds: z.number().int(),
  /** Those that work, the newest first. */
  secrets: z.array(secretSchema),
  issuer: z.string(),
  discoveryUrl: z.string(),
})

/** applications.list: oauth-client:read. At most 100, by name; disabled ones included. */
export const applicationsListOutput = z.object({ items: z.array(applicationSummarySchema) })

/** applications.get: oauth-client:read */
export const applicationsGetInput = z.strictObject({ id: uuidSchema })
export const applicationsGetOutput = applicationSchema

/** applications.create: oauth-client:manage. `secret` is answered once; null for a public application, which has none. */
export const applicationsCreateInput = z.strictObject({
  name: nameSchema,
  type: z.enum(['confidential', 'public']),
  redirectUris: z.array(redirectUriSchema).min(1).max(20),
})
export const applicationsCreateOutput = z.object({
  id: uuidSchema,
  clientId: z.string(),
  secret: z.string().nullable(),
})

/** applications.update: oauth-client:manage. What is absent stays as it is. */
export const applicationsUpdateInput = z.strictObject({
  id: uuidSchema,
  name: nameSchema.optional(),
  redirectUris: z.array(redirectUriSchema).min(1).max(20).optional(),
  postLogoutRedirectUris: z.array(redirectUriSchema).max(20).optional(),
  scopes: scopesSchema.optional(),
  audience: audienceSchema.optional(),
  allowedTenants: tenantsSchema.optional(),
  accessTokenSeconds: accessTokenSecondsSchema.optional(),
  refreshTokenSeconds: refreshTokenSecondsSchema.optional(),
  disabled: z.boolean().optional(),
})
export const applicationsUpdateOutput = z.object({ id: uuidSchema })

/** applications.rotateSecret: oauth-client:manage. The other secrets work for so many hours more; 0: they end now. */
export const applicationsRotateSecretInput = z.strictObject({
  id: uuidSchema,
  overlapHours: z.number().int().min(0).max(720),
})
export const applicationsRotateSecretOutput = z.object({ secret: z.string() })

/** applications.revokeSecret: oauth-client:manage */
export const applicationsRevokeSecretInput = z.strictObject({ id: uuidSchema, secretId: uuidSchema })
export const applicationsRevokeSecretOutput = z.object({ id: uuidSchema })

/** applications.signingKeys: oauth-client:read. The newest first; those that can still be checked against. */
export const applicationsSigningKeysOutput = z.object({
  items: z.array(z.object({ kid: z.string(), keyId: z.number().int(), createdAt: instantSchema, signs: z.boolean() })),
})
/** applications.rotateSigningKey: oauth-client:manage. The new key signs a minute after it can be fetched. */
export const applicationsRotateSigningKeyOutput = z.object({ keyId: z.number().int() })

/** applications.mine: profile:read. The applications that one is signed in to, the latest first, at most 100. */
export const applicationsMineOutput = z.object({
  items: z.array(z.object({ clientId: z.string(), name: z.string(), signedInAt: instantSchema })),
})

export type Application = z.infer<typeof applicationSchema>
export type ApplicationSummary = z.infer<typeof applicationSummarySchema>
