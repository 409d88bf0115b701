import { createHash } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import { newId } from '#server/platform/new-id.ts'
import type { StoredApplication } from './application-store.ts'
import type { Grant } from './grant-store.ts'
import { issuer, userinfoAudience } from './issuer.ts'
import { personClaims } from './person-claims.ts'
import type { PersonOfGrant } from './person-of-grant.ts'
import { SIGNING_ALGORITHM, type SigningKey } from './signing-keys.ts'

/** The type of an access token (RFC 9068 §2.1): nothing else is taken for one. */
export const ACCESS_TOKEN_TYPE = 'at+jwt'
const ID_TOKEN_TYPE = 'JWT'

export type SignedTokens = { accessToken: string; idToken: string; expiresInSeconds: number }

/** Tokens last as long as the application's setting, and never longer than the session. */
export async function signTokens(
  input: {
    grant: Pick<Grant, 'id' | 'scopes' | 'nonce'>
    tenantId: string
    person: PersonOfGrant
    application: StoredApplication
    key: SigningKey
  },
  now: Date,
): Promise<SignedTokens> {
  const { grant, tenantId, person, application, key } = input
  const iat = seconds(now)
  const exp = Math.min(iat + application.accessTokenSeconds, seconds(person.endsAt))
  const ofTenant = { tenant_id: tenantId, tenant: { id: tenantId, slug: person.tenantSlug }, roles: person.roles }
  const common = { iss: issuer(), sub: person.userId, iat, exp, sid: person.sessionId, ...ofTenant }
  const how = { auth_time: seconds(person.authenticatedAt), ...authenticationContext(person) }
  const accessToken = await sign(key, ACCESS_TOKEN_TYPE, {
    ...common,
    ...how,
    aud: [application.audience, userinfoAudience()],
    client_id: application.clientId,
    scope: grant.scopes.join(' '),
    gid: grant.id,
    jti: newId(),
  })
  const idToken = await sign(key, ID_TOKEN_TYPE, {
    ...common,
    ...how,
    aud: application.clientId,
    // OpenID Connect Core §3.1.3.6: the left half of the hash, in base64url.
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    ...(grant.nonce === null ? {} : { nonce: grant.nonce }),
    ...personClaims(person, grant.scopes),
  })
  return { accessToken, idToken, expiresInSeconds: exp - iat }
}

export function sign(key: SigningKey, type: string, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: type, kid: key.kid })
    .sign(key.privateKey)
}

export function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

/** How the person proved who they are (RFC 8176). What a provider asked for is its own affair and not claimed. */
function authenticationContext({ method, secondFactorAt }: PersonOfGrant): { acr: string; amr?: string[] } {
  const byPasskey = method === 'passkey' || method === 'break-glass'
  if (byPasskey) return { acr: 'urn:gatehouse:acr:passkey', amr: ['pop', 'user', 'mfa'] }
  return secondFactorAt === null
    ? { acr: 'urn:gatehouse:acr:provider' }
    : { acr: 'urn:gatehouse:acr:provider-and-passkey', amr: ['pop', 'user', 'mfa'] }
}
