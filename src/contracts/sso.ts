import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { attributeMappingSchema, receivedProfileSchema } from './received-profile.ts'
import { ROLE_RULES_AT_MOST, roleRuleInputSchema, roleRuleSchema } from './role-rules.ts'
import { instantSchema } from './times.ts'

export const ssoProtocolSchema = z.enum(['saml', 'oidc'])

/** Whose wizard a connection was made with: what the console explains about it. */
const SSO_PROVIDERS = ['okta', 'entra', 'google', 'jumpcloud', 'onelogin', 'keycloak', 'other'] as const
export const ssoProviderSchema = z.enum(SSO_PROVIDERS)
export type SsoProvider = z.infer<typeof ssoProviderSchema>

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
  provider: ssoProviderSchema,
  /** What the last daily look at the metadata met; null where it went well or there is no address to look at. */
  metadataProblem: z.string().nullable(),
})

/** sso.list: sso-connection:read. At most 100. The values are what an identity provider asks for. */
export const ssoListOutput = z.object({
  items: z.array(ssoConnectionSchema),
  ourValues: z.object({
    signInUrl: z.string(),
    saml: z.object({ acsUrl: z.string(), entityId: z.string(), sloUrl: z.string(), metadataUrl: z.string() }),
    oidc: z.object({ redirectUri: z.string(), postLogoutRedirectUri: z.string(), backchannelLogoutUri: z.string() }),
  }),
})

const ssoConnectionNameSchema = z.string().trim().min(1).max(80)

const metadataXmlSchema = z.string().trim().min(1).max(200_000)
const metadataUrlSchema = z.url({ protocol: /^https?$/ }).max(2048)
const common = {
  name: ssoConnectionNameSchema,
  provider: ssoProviderSchema.default('other'),
  attributeMapping: attributeMappingSchema.default({}),
}

/** sso.create: sso-connection:manage. SAML metadata comes as XML (pasted or from a file) or by address. */
export const ssoCreateInput = z.discriminatedUnion('protocol', [
  z
    .strictObject({
      protocol: z.literal('saml'),
      ...common,
      metadataXml: metadataXmlSchema.optional(),
      metadataUrl: metadataUrlSchema.optional(),
    })
    .refine((input) => (input.metadataXml === undefined) !== (input.metadataUrl === undefined), {
      message: 'give the metadata or its address, and not both',
      path: ['metadataXml'],
    }),
  z.strictObject({
    protocol: z.literal('oidc'),
    ...common,
    discoveryUrl: z.url().max(2048),
    clientId: z.string().trim().min(1).max(512),
    clientSecret: z.string().min(1).max(2048),
  }),
])
export const ssoCreateOutput = ssoConnectionSchema

/** sso.get: sso-connection:read. Everything about one connection but its secret. */
export const ssoGetInput = z.strictObject({ id: uuidSchema })
export const ssoGetOutput = z.object({
  ...ssoConnectionSchema.shape,
  metadataUrl: z.string().nullable(),
  metadataRefreshedAt: instantSchema.nullable(),
  ssoUrl: z.string().nullable(),
  /** Where the provider ends its own sessions; null where it offers no such address. */
  sloUrl: z.string().nullable(),
  /** Whether it may be the first to vouch for somebody who may make Owners. */
  vouchesForOwners: z.boolean(),
  /** Made with a set-up link: until it vouches, nobody with a role signs in by it for the first time. */
  fromSetupLink: z.boolean(),
  attributeMapping: attributeMappingSchema,
  certificates: z.array(
    z.object({
      fingerprint: z.string(),
      subject: z.string(),
      validTo: instantSchema,
      /** No longer in the provider's metadata, and accepted until then. */
      acceptedUntil: instantSchema.nullable(),
    }),
  ),
  roleRules: z.array(roleRuleSchema),
  /** The last complete sign-in through it by an Owner or Admin. */
  provenAt: instantSchema.nullable(),
})

/**
 * sso.update: sso-connection:manage. What is absent stays. The provider must be the one that it was (entity ID or
 * issuer): another provider is another connection.
 */
export const ssoUpdateInput = z.strictObject({
  id: uuidSchema,
  name: ssoConnectionNameSchema.optional(),
  attributeMapping: attributeMappingSchema.optional(),
  metadataXml: metadataXmlSchema.optional(),
  /** Null: no longer refreshed from an address. */
  metadataUrl: metadataUrlSchema.nullable().optional(),
  client: z
    .strictObject({
      discoveryUrl: z.url().max(2048),
      clientId: z.string().trim().min(1).max(512),
      clientSecret: z.string().min(1).max(2048),
    })
    .optional(),
})
export const ssoUpdateOutput = ssoGetOutput

/** sso.refresh: sso-connection:manage. Reads the metadata address now, as the daily job does. */
export const ssoRefreshInput = z.strictObject({ id: uuidSchema })
export const ssoRefreshOutput = ssoGetOutput

/** sso.setRoleRules: sso-connection:manage. The whole list, from the top. Nobody gives a role that holds more than they do. */
export const ssoSetRoleRulesInput = z.strictObject({
  connectionId: uuidSchema,
  rules: z.array(roleRuleInputSchema).max(ROLE_RULES_AT_MOST),
})
export const ssoSetRoleRulesOutput = z.object({ rules: z.array(roleRuleSchema) })

/**
 * sso.revealProfile: sign-in-trace:reveal. What the connection's provider sent last, for the previews; null before
 * its first sign-in or test. It is somebody's, so that it was looked at is an event.
 */
export const ssoRevealProfileInput = z.strictObject({ connectionId: uuidSchema })
export const ssoRevealProfileOutput = z.object({ receivedAt: instantSchema, profile: receivedProfileSchema }).nullable()

/** sso.vouch: role:assign-owner. Whether a sign-in through it may be the first one of an Owner. */
export const ssoVouchInput = z.strictObject({ id: uuidSchema, vouchesForOwners: z.boolean() })
export const ssoVouchOutput = ssoGetOutput

/** sso.delete: sso-connection:manage. `name` is typed by the person and must be the connection's. */
export const ssoDeleteInput = z.strictObject({ id: uuidSchema, name: z.string() })
export const ssoDeleteOutput = z.object({ id: uuidSchema })

export type SsoConnection = z.infer<typeof ssoConnectionSchema>
export type SsoOurValues = z.infer<typeof ssoListOutput>['ourValues']
export type SsoConnectionDetails = z.infer<typeof ssoGetOutput>
export type SsoCreateInput = z.input<typeof ssoCreateInput>
export type SsoVouchInput = z.infer<typeof ssoVouchInput>
export type SsoUpdateInput = z.infer<typeof ssoUpdateInput>
