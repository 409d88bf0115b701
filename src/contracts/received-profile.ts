import { z } from 'zod'

/** What an identity provider said about somebody: all attributes (SAML) or claims (OpenID Connect) by name. */
export const receivedProfileSchema = z.strictObject({
  subject: z.string().max(512),
  email: z.string().max(320).nullable(),
  attributes: z.record(z.string().max(512), z.array(z.string().max(4096)).max(2000)),
})
export type ReceivedProfile = z.infer<typeof receivedProfileSchema>

/** Which attribute holds what; absent where the usual names apply. */
export const attributeMappingSchema = z.strictObject({
  email: z.string().trim().min(1).max(512).optional(),
  givenName: z.string().trim().min(1).max(512).optional(),
  familyName: z.string().trim().min(1).max(512).optional(),
  groups: z.string().trim().min(1).max(512).optional(),
})
export type AttributeMapping = z.infer<typeof attributeMappingSchema>

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
const AZURE = 'http://schemas.microsoft.com/ws/2008/06/identity/claims'

/** Where each is looked for when no attribute is named. */
export const USUAL_ATTRIBUTES: Record<keyof AttributeMapping, readonly string[]> = {
  email: ['email', 'mail', 'emailAddress', `${CLAIMS}/emailaddress`, 'urn:oid:0.9.2342.19200300.100.1.3'],
  givenName: ['firstName', 'givenName', 'given_name', `${CLAIMS}/givenname`, 'urn:oid:2.5.4.42'],
  familyName: ['lastName', 'sn', 'surname', 'family_name', `${CLAIMS}/surname`, 'urn:oid:2.5.4.4'],
  groups: ['groups', 'memberOf', `${AZURE}/groups`, 'http://schemas.xmlsoap.org/claims/Group'],
}

/** The values of one field in a profile, by the mapping or the usual names. */
export function valuesFor(
  field: keyof AttributeMapping,
  profile: Pick<ReceivedProfile, 'attributes'>,
  mapping: AttributeMapping,
): string[] {
  const named = mapping[field]
  const names = named === undefined ? USUAL_ATTRIBUTES[field] : [named]
  return names.flatMap((name) => (Object.hasOwn(profile.attributes, name) ? (profile.attributes[name] ?? []) : []))
}
