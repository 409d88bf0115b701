import { createHash, timingSafeEqual } from 'node:crypto'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import type { StoredApplication } from './application-store.ts'
import { giveTokens, servesTenant, type TokenAnswer } from './give-tokens.ts'
import { endGrant, lockGrant, markCodeUsed } from './grant-store.ts'
import { applicationScope } from './house.ts'
import { hashOfSecret } from './new-secret.ts'
import { invalidGrant } from './oauth-refusal.ts'
import { personOfGrant } from './person-of-grant.ts'
import { keyThatSigns, signingKeys } from './signing-keys.ts'

/**
 * RFC 6749 §4.1.3 and RFC 7636 §4.6. A code works once, whatever the timing: its row is locked. A second use ends
 * whatever the first one gave (RFC 6749 §4.1.2).
 * @throws OAuthRefusal `invalid_grant`
 */
export async function exchangeCode(
  input: { application: StoredApplication; code: string; redirectUri: string; verifier: string },
  request: RequestContext,
  now: Date,
): Promise<TokenAnswer> {
  const { application } = input
  const known = await findCredential('application-code', hashOfSecret(input.code))
  if (!known) throw invalidGrant('an unknown code')
  const key = keyThatSigns(await signingKeys(request, now), now)
  const answer = await withTenant(applicationScope(known.tenantId, request), async (tx) => {
    const grant = await lockGrant(tx, known.id)
    if (!grant || grant.clientId !== application.clientId) throw invalidGrant('a code of another application')
    if (grant.codeUsedAt !== null) {
      await endGrant(tx, grant, 'code_reused', now)
      return null
    }
    if (grant.endedAt !== null || grant.codeExpiresAt <= now) throw invalidGrant('the code has expired')
    if (grant.redirectUri !== input.redirectUri) throw invalidGrant('another redirect_uri than was asked with')
    if (!provesChallenge(input.verifier, grant.codeChallenge)) throw invalidGrant('another code_verifier')
    if (!servesTenant(application, tx.tenantId)) throw invalidGrant('the tenant may not use the application')
    const person = await personOfGrant(tx, grant, now)
    if (!person) throw invalidGrant('the session has ended or no longer fits the policy')
    await markCodeUsed(tx, grant.id, now)
    return giveTokens(tx, { by: 'code', grant, person, application, key }, now)
  })
  if (!answer) throw invalidGrant('the code was used before')
  return answer
}

function provesChallenge(verifier: string, challenge: string): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false
  const made = createHash('sha256').update(verifier).digest('base64url')
  return timingSafeEqual(Buffer.from(made), Buffer.from(challenge))
}
