import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

const ssoProtocolSchema = z.enum(['saml', 'oidc'])

export const ssoConnectionSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  protocol: ssoProtocolSchema,
  /** SAML: the identity provider's entity ID. OIDC: the issuer. */
  issuer: z.string(),
  createdAt: instantSchema,
  lastSignInAt: instantSchema.nullable(),
  signInsLast7Days: z.number().int(),
  /** SAML: when the identity provider's signing certificate ends, where it is known. */
  certificateExpiresAt: instantSchema.nullable(),
})

/** sso.list: sso-connection:read. At most 100. The values are what an identity provider asks for. */
export const ssoListOutput = z.object({
  items: z.array(ssoConnectionSchema),
  ourValues: z.object({
    signInUrl: z.string(),
    saml: z.object({ acsUrl: z.string(), entityId: z.string() }),
    oidc: z.object({ redirectUri: z.string() }),
  }),
})

const ssoConnectionNameSchema = z.string().trim().min(1).max(80)

/** sso.create: sso-connection:manage */
export const ssoCreateInput = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('saml'),
    name: ssoConnectionNameSchema,
    metadataXml: z.string().trim().min(1).max(200_000),
  }),
  z.strictObject({
    protocol: z.literal('oidc'),
    name: ssoConnectionNameSchema,
    discoveryUrl: z.url().max(2048),
    clientId: z.string().trim().min(1).max(512),
    clientSecret: z.string().min(1).max(2048),
  }),
])
export const ssoCreateOutput = ssoConnectionSchema

/** sso.delete: sso-connection:manage. `name` is typed by the person and must be the connection's. */
export const ssoDeleteInput = z.strictObject({ id: uuidSchema, name: z.string() })
export const ssoDeleteOutput = z.object({ id: uuidSchema })

export type SsoConnection = z.infer<typeof ssoConnectionSchema>
export type SsoOurValues = z.infer<typeof ssoListOutput>['ourValues']
export type SsoCreateInput = z.infer<typeof ssoCreateInput>
