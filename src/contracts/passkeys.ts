import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { instantSchema } from './times.ts'

const base64url = z
  .string()
  .min(1)
  .max(200_000)
  .regex(/^[A-Za-z0-9_-]+$/)
const transportsSchema = z.array(z.string().max(32)).max(10)

/** What a browser answers to a creation, as `@simplewebauthn/browser` gives it (WebAuthn §5.1 RegistrationResponseJSON). */
export const registrationResponseSchema = z.object({
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url.max(8192),
    attestationObject: base64url,
    transports: transportsSchema.optional(),
  }),
})

/** What a browser answers to a request (AuthenticationResponseJSON). */
export const authenticationResponseSchema = z.object({
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url.max(8192),
    authenticatorData: base64url.max(8192),
    signature: base64url.max(8192),
    userHandle: base64url.max(256).nullish(),
  }),
})

const descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()),
})

/** PublicKeyCredentialCreationOptionsJSON, as far as we state it. */
export const creationOptionsSchema = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })),
  timeout: z.number(),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.enum(['discouraged', 'preferred', 'required']),
    requireResidentKey: z.boolean(),
    userVerification: z.enum(['discouraged', 'preferred', 'required']),
  }),
  attestation: z.enum(['direct', 'enterprise', 'indirect', 'none']),
})

/** PublicKeyCredentialRequestOptionsJSON, as far as we state it. */
export const requestOptionsSchema = z.object({
  challenge: z.string(),
  timeout: z.number(),
  rpId: z.string(),
  allowCredentials: z.array(descriptor),
  userVerification: z.enum(['discouraged', 'preferred', 'required']),
})

export const passkeySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** Stays on one device and was not copied to an account: good for emergency access. */
  hardwareBound: z.boolean(),
  backedUp: z.boolean(),
  transports: z.array(z.string()),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
})

/** security.get: profile:read. Of the person who asks. */
export const securityGetOutput = z.object({
  passkeys: z.array(passkeySchema),
  session: z.object({
    method: z.enum(['saml', 'oidc', 'passkey', 'break-glass']),
    authenticatedAt: instantSchema,
    /** Until when sensitive actions need no confirmation. */
    freshUntil: instantSchema,
    secondFactorAt: instantSchema.nullable(),
  }),
  /** Whether the tenant asks for a passkey at every sign-in. */
  secondFactorRequired: z.boolean(),
})

const passkeyNameSchema = z.string().trim().min(1).max(80)

/** security.beginPasskey: passkey:manage */
export const beginPasskeyOutput = creationOptionsSchema
/** security.addPasskey: passkey:manage */
export const addPasskeyInput = z.strictObject({ name: passkeyNameSchema, response: registrationResponseSchema })
export const addPasskeyOutput = passkeySchema
/** security.removePasskey: passkey:manage. One of one's own. */
export const removePasskeyInput = z.strictObject({ id: uuidSchema })
export const removePasskeyOutput = z.object({ id: uuidSchema })

/** security.beginConfirmation: profile:update. What the person can confirm with. */
export const beginConfirmationOutput = z.object({
  /** Null without a passkey. */
  passkey: requestOptionsSchema.nullable(),
  /** Where a fresh sign-in at the provider starts; null where there is none, or where a passkey is asked for. */
  providerUrl: z.string().nullable(),
  providerName: z.string().nullable(),
  /** The tenant asks for a passkey and the person has none: they add one first. */
  needsFirstPasskey: z.boolean(),
})
/** security.confirm: profile:update */
export const confirmInput = z.strictObject({ response: authenticationResponseSchema })
export const confirmOutput = z.object({ freshUntil: instantSchema })

/** members.removePasskeys: member:update. For somebody who has lost theirs; `name` is the person's, typed. */
export const removePasskeysOfMemberInput = z.strictObject({ memberId: uuidSchema, name: z.string() })
export const removePasskeysOfMemberOutput = z.object({ removed: z.number().int() })

export type Passkey = z.infer<typeof passkeySchema>
export type SecurityOfPerson = z.infer<typeof securityGetOutput>
export type RegistrationResponse = z.infer<typeof registrationResponseSchema>
export type AuthenticationResponse = z.infer<typeof authenticationResponseSchema>
export type CreationOptions = z.infer<typeof creationOptionsSchema>
export type RequestOptions = z.infer<typeof requestOptionsSchema>
