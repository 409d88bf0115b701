import { findCredential, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import type { StoredApplication } from './application-store.ts'
import { endGrant, lockGrant } from './grant-store.ts'
import { applicationScope } from './house.ts'
import { userinfoAudience } from './issuer.ts'
import { hashOfSecret } from './new-secret.ts'
import { ACCESS_TOKEN_TYPE } from './sign-tokens.ts'
import { verifyToken } from './verify-token.ts'

/**
 * RFC 7009 §2.1: whichever token of a grant is presented, all of it ends. A token that is unknown, over or of
 * another application is answered the same (§2.2) and changes nothing.
 */
export async function revokeToken(
  application: StoredApplication,
  token: string,
  request: RequestContext,
  now: Date,
): Promise<void> {
  const found = (await ofRefreshToken(token)) ?? (await ofAccessToken(token, request, now))
  if (!found) return
  await withTenant(applicationScope(found.tenantId, request), async (tx) => {
    const grant = await lockGrant(tx, found.grantId)
    if (!grant || grant.clientId !== application.clientId) return tx.unchanged('no token of this application')
    await endGrant(tx, grant, 'revoked', now)
  })
}

type Found = { tenantId: string; grantId: string }

function ofRefreshToken(token: string): Promise<Found | null> {
  return findCredential('refresh-token', hashOfSecret(token))
}

async function ofAccessToken(token: string, request: RequestContext, now: Date): Promise<Found | null> {
  const expected = { type: ACCESS_TOKEN_TYPE, audience: userinfoAudience() }
  const claims = await verifyToken(token, expected, request, now)
  const { tenant_id: tenantId, gid } = claims ?? {}
  return typeof tenantId === 'string' && typeof gid === 'string' ? { tenantId, grantId: gid } : null
}
