import { z } from 'zod'
import { instantSchema } from './times.ts'

/**
 * There are no passwords, so the levels say which ways in there are:
 * off: no connection; passkeys and invitations only. optional: connections beside passkeys and invitations.
 * required: connections only, apart from break-glass and the people who are listed as exceptions.
 */
export const SSO_ENFORCEMENTS = ['off', 'optional', 'required'] as const
export const ssoEnforcementSchema = z.enum(SSO_ENFORCEMENTS)
export type SsoEnforcement = z.infer<typeof ssoEnforcementSchema>

/** sso.policy: sso-connection:read */
export const ssoPolicyOutput = z.object({
  enforcement: ssoEnforcementSchema,
  /** Whether somebody who is unknown here becomes a member at the first sign-in. */
  jitProvisioning: z.boolean(),
  /** What stands in the way of each change; null where nothing does. */
  obstacles: z.object({
    off: z.string().nullable(),
    required: z.string().nullable(),
    jitOff: z.string().nullable(),
  }),
  /** The connection through which an Owner or Admin came in last, which required sign-on rests on. */
  proof: z.object({ connectionName: z.string(), at: instantSchema, by: z.string().nullable() }).nullable(),
  /** Whether an Owner holds a hardware-bound passkey for when the provider is down. */
  breakGlass: z.boolean(),
})

/** sso.updatePolicy: sso-connection:manage */
export const ssoUpdatePolicyInput = z.strictObject({
  enforcement: ssoEnforcementSchema.optional(),
  jitProvisioning: z.boolean().optional(),
})
export const ssoUpdatePolicyOutput = ssoPolicyOutput

export type SsoPolicy = z.infer<typeof ssoPolicyOutput>
