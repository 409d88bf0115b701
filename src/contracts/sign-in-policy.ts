import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

export const SIGN_IN_METHODS = ['saml', 'oidc', 'passkey'] as const
export const signInMethodSchema = z.enum(SIGN_IN_METHODS)
export type SignInMethod = z.infer<typeof signInMethodSchema>

/** An address or a range of addresses, version 4 or 6. */
const addressRangeSchema = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: 'must be an address such as 203.0.113.7, or a range such as 203.0.113.0/24 or 2001:db8::/32',
})

const MONTH = 43_200

const settable = {
  /** A session ends after this long without a request. */
  idleMinutes: z.number().int().min(5).max(MONTH),
  /** And after this long in any case. */
  absoluteMinutes: z.number().int().min(15).max(MONTH),
  /** After this long an open session has to be confirmed before it goes on. Null: never. */
  reauthenticationMinutes: z.number().int().min(15).max(MONTH).nullable(),
  /** How old an authentication may be for sensitive actions. */
  stepUpMinutes: z.number().int().min(1).max(1440),
  secondFactor: z.enum(['off', 'passkey']),
  /** How people may have signed in. */
  methods: z.array(signInMethodSchema).min(1).max(SIGN_IN_METHODS.length),
  /** From where. Empty: from anywhere. */
  ipAllowList: z.array(addressRangeSchema).max(100),
}

export const signInPolicySchema = z.object({
  ...settable,
  ipAllowList: z.array(z.string()),
  updatedAt: instantSchema.nullable(),
  updatedBy: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  /** Of whoever asks: a policy that shuts them out is refused. */
  yourAddress: z.string().nullable(),
  yourMethod: z.enum([...SIGN_IN_METHODS, 'break-glass']),
})

/** signInPolicy.get: sign-in-policy:read */
export const signInPolicyGetOutput = signInPolicySchema

/** signInPolicy.update: sign-in-policy:manage. Holds for sessions that are open from their next request on. */
export const signInPolicyUpdateInput = z
  .strictObject(settable)
  .refine((policy) => policy.idleMinutes <= policy.absoluteMinutes, {
    path: ['idleMinutes'],
    error: 'must not be longer than the absolute lifetime',
  })
export const signInPolicyUpdateOutput = signInPolicySchema

export type SignInPolicy = z.infer<typeof signInPolicySchema>
export type SignInPolicyInput = z.infer<typeof signInPolicyUpdateInput>
