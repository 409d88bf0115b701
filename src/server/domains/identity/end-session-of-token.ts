import { authorize } from '#server/domains/access/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { resolveSessionToken, type SignedIn } from './resolve-session.ts'
import { revokeMySession } from './revoke-my-session.ts'
import type { SignInContext } from './sign-in-context.ts'

/** Ends the session that a browser holds, if it is still open. @returns whose it was; null where there was none */
export async function endSessionOfToken(
  token: string | undefined,
  cause: 'signed_out' | 'replaced',
  context: SignInContext,
): Promise<SignedIn | null> {
  const session = await resolveSessionToken(token, context.request, context.now)
  if (!session) return null
  const { principal } = session
  try {
    await revokeMySession(authorize(principal, 'profile:update'), { id: principal.sessionId }, cause)
    return principal
  } catch (error) {
    // Another tab was faster: the session has ended, which is what was wanted.
    if (!isAppError(error, 'not_found') && !isAppError(error, 'unauthenticated')) throw error
    return null
  }
}
