import { findCredential, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import type { StoredApplication } from './application-store.ts'
import { giveTokens, servesTenant, type TokenAnswer } from './give-tokens.ts'
import { endGrant, lockGrant, markRefreshTokenUsed, refreshTokenById } from './grant-store.ts'
import { applicationScope } from './house.ts'
import { hashOfSecret } from './new-secret.ts'
import { invalidGrant, OAuthRefusal } from './oauth-refusal.ts'
import { noteSessionUsed, personOfGrant } from './person-of-grant.ts'
import { keyThatSigns, signingKeys } from './signing-keys.ts'

/**
 * RFC 6749 §6 with rotation (RFC 9700 §4.14.2): each refresh token works once. One that comes back is held by two,
 * and one of them is not its owner: the whole family ends. The session, the person and the tenant's policy are
 * looked at again each time.
 * @throws OAuthRefusal `invalid_grant` or `invalid_scope`
 */
export async function refreshTokens(
  input: { application: StoredApplication; refreshToken: string; scope: string | null },
  request: RequestContext,
  now: Date,
): Promise<TokenAnswer> {
  const { application } = input
  const known = await findCredential('refresh-token', hashOfSecret(input.refreshToken))
  if (!known) throw invalidGrant('an unknown refresh token')
  const key = keyThatSigns(await signingKeys(request, now), now)
  const answer = await withTenant(applicationScope(known.tenantId, request), async (tx) => {
    const grant = await lockGrant(tx, known.grantId)
    const token = await refreshTokenById(tx, known.id)
    if (!grant || !token || grant.clientId !== application.clientId)
      throw invalidGrant('a refresh token of another application')
    if (token.usedAt !== null) {
      await endGrant(tx, grant, 'refresh_reused', now)
      return null
    }
    if (grant.endedAt !== null || token.expiresAt <= now) throw invalidGrant('the refresh token has ended')
    // RFC 6749 §6: no more than was granted. Less is not offered: the family has one scope.
    if (input.scope !== null && !sameScope(input.scope, grant.scopes))
      throw new OAuthRefusal('invalid_scope', 'A refresh keeps the scope that was granted.')
    if (!servesTenant(application, tx.tenantId)) throw invalidGrant('the tenant may not use the application')
    const person = await personOfGrant(tx, grant, now)
    if (!person) throw invalidGrant('the session has ended or no longer fits the policy')
    await markRefreshTokenUsed(tx, known.id, now)
    await noteSessionUsed(tx, grant.sessionId, now)
    return giveTokens(tx, { by: 'refresh', grant, person, application, key }, now)
  })
  if (!answer) throw invalidGrant('the refresh token was used before')
  return answer
}

function sameScope(asked: string, granted: readonly string[]): boolean {
  const names = [...new Set(asked.split(' ').filter(Boolean))].sort()
  return names.join(' ') === [...granted].sort().join(' ')
}
