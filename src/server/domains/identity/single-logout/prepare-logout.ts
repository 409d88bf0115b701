import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
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
 * @returns the path at which the browser leaves for the provider; null where it stays
 */
export function prepareLogout(ended: SignedIn, browserToken: string, context: SignInContext): Promise<string | null> {
  return withTenant(signInScope(ended.tenantId, context.request), async (tx) => {
    const departure = await departureOfSession(tx, ended.sessionId)
    if (!departure) {
      tx.unchanged('the provider of this session is not asked to end its own')
      return null
    }
    const token = newOpaqueToken()
    await insertLogoutRequest(tx, {
      id: newId(),
      connectionId: departure.connectionId,
      sessionId: ended.sessionId,
      stateHash: hashOfToken(token),
      browserHash: hashOfToken(browserToken),
      createdAt: context.now(),
    })
    tx.housekeeping('a challenge is made or used up')
    return `/api/sso/sign-out?${new URLSearchParams({ state: logoutState(ended.tenantId, token) })}`
  })
}
