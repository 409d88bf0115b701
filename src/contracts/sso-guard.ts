import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'

/** How strictly one connection is held to: what SAML and OpenID Connect leave to the receiver. */
export const guardSettingsSchema = z.object({
  /** SAML profiles §4.1.5: take responses that nobody here asked for. Opens the door to login CSRF, so it is off by default. */
  idpInitiated: z.boolean(),
  /** How long ago an assertion may have been issued. */
  assertionMaxAgeMinutes: z.number().int().min(1).max(60),
  /** How long ago the provider may have authenticated the person. */
  authenticationMaxAgeMinutes: z.number().int().min(5).max(43_200),
  /** What becomes of an address outside the verified domains, once there are any: turned away, or kept as a disabled member. */
  outsideAddress: z.enum(['refuse', 'quarantine']),
  /** Whether signing out here signs out at the provider too, and the other way round. */
  singleLogout: z.boolean(),
})

/** sso.guardSettings: sso-connection:read */
export const ssoGuardSettingsInput = z.strictObject({ id: uuidSchema })
export const ssoGuardSettingsOutput = guardSettingsSchema

/** sso.updateGuardSettings: sso-connection:manage. What is absent stays. */
export const ssoUpdateGuardSettingsInput = z.strictObject({ id: uuidSchema, ...guardSettingsSchema.partial().shape })
export const ssoUpdateGuardSettingsOutput = guardSettingsSchema

export type GuardSettings = z.infer<typeof guardSettingsSchema>
export type UpdateGuardSettingsInput = z.infer<typeof ssoUpdateGuardSettingsInput>
