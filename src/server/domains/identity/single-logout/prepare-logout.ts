import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { hashOfToken, newOpaqueToken } from '../opaque-token.ts'
import type { SignedIn } from '../resolve-session.ts'
import { type SignInContext, signInScope } from '../sign-in-context.ts'
import { insertLogoutRequest } from './logout-request-store.ts'
import { logoutState } from './logout-state.ts'
import { departureOfSession } from './provider-session-store.ts'

/**
 * After a person has signed out here: whether their provider is to be asked to sign them out as well. The session has
 * ended already, whatever comes of this.
 * @param ended whose session it was
 * @param browserToken ties what comes back to the browser that signs out
 * @param returnTo where the browser goes after that, which the caller has checked; null for our own page
 * @returns the path at which the browser leaves for the provider; null where it stays, or where that cannot be found
 *   out: nothing must look as if the person were still signed in
 */
export async function prepareLogout(
  ended: SignedIn,
  browserToken: string,
  context: SignInContext,
  returnTo: string | null = null,
): Promise<string | null> {
  try {
    return await departure(ended, browserToken, context, returnTo)
  } catch (error) {
    logger().error({ err: error, requestId: context.request.requestId }, 'a sign-out could not be passed on')
    return null
  }
}

function departure(ended: SignedIn, browserToken: string, context: SignInContext, returnTo: string | null) {
  return withTenant(signInScope(ended.tenantId, context.request), async (tx) => {
    const provider = await departureOfSession(tx, ended.sessionId)
    if (!provider) {
      tx.unchanged('the provider of this session is not asked to end its own')
      return null
    }
    const token = newOpaqueToken()
    await insertLogoutRequest(tx, {
      id: newId(),
      connectionId: provider.connectionId,
      sessionId: ended.sessionId,
      stateHash: hashOfToken(token),
      browserHash: hashOfToken(browserToken),
      returnTo,
      createdAt: context.now(),
    })
    tx.housekeeping('a challenge is made or used up')
    return `/api/sso/sign-out?${new URLSearchParams({ state: logoutState(ended.tenantId, token) })}`
  })
}
