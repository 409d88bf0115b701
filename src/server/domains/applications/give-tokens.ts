import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { StoredApplication } from './application-store.ts'
import { type Grant, insertRefreshToken } from './grant-store.ts'
import { newOneTimeSecret } from './new-secret.ts'
import type { PersonOfGrant } from './person-of-grant.ts'
import { signTokens } from './sign-tokens.ts'
import type { SigningKey } from './signing-keys.ts'

/** RFC 6749 §5.1. */
export type TokenAnswer = {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  scope: string
  id_token?: string
  refresh_token?: string
}

/** Signs tokens of a locked grant, adds a refresh token where the scope has one, and says so in the tenant's log. */
export async function giveTokens(
  tx: TenantTx,
  input: {
    by: 'code' | 'refresh'
    grant: Grant
    person: PersonOfGrant
    application: StoredApplication
    key: SigningKey
  },
  now: Date,
): Promise<TokenAnswer> {
  const { grant, person, application } = input
  // Only the first ID token answers the nonce of the request (OpenID Connect Core §12.2).
  const nonce = input.by === 'code' ? grant.nonce : null
  const signed = await signTokens({ ...input, grant: { ...grant, nonce }, tenantId: tx.tenantId }, now)
  const answer: TokenAnswer = {
    access_token: signed.accessToken,
    token_type: 'Bearer',
    expires_in: signed.expiresInSeconds,
    scope: grant.scopes.join(' '),
    id_token: signed.idToken,
  }
  if (grant.scopes.includes('offline_access')) {
    const { secret, hash } = newOneTimeSecret('ghar_')
    const expiresAt = new Date(
      Math.min(now.getTime() + application.refreshTokenSeconds * 1000, person.endsAt.getTime()),
    )
    await insertRefreshToken(tx, { grantId: grant.id, hash, expiresAt, now })
    answer.refresh_token = secret
  }
  await append(
    tx,
    {
      action: 'application.token.issue',
      targets: [
        { type: 'application', id: application.clientId, name: application.name },
        { type: 'user', id: person.userId, name: person.name },
      ],
      metadata: { clientId: application.clientId, grantId: grant.id, by: input.by },
    },
    { actor: { type: 'service', id: application.clientId, name: application.name } },
  )
  return answer
}

/** The tenant may still use the application: its operator may have taken it out since. */
export function servesTenant(application: StoredApplication, tenantId: string): boolean {
  return application.allowedTenants === null || application.allowedTenants.includes(tenantId)
}
