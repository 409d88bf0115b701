import { authorize } from '#server/domains/access/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { resolveSessionToken } from './resolve-session.ts'
import { revokeMySession } from './revoke-my-session.ts'
import type { SignInContext } from './sign-in-context.ts'

/** Ends the session that a browser holds, if it is still open. */
export async function endSessionOfToken(
  token: string | undefined,
  cause: 'signed_out' | 'replaced',
  context: SignInContext,
): Promise<void> {
  const session = await resolveSessionToken(token, context.request, context.now)
  if (!session) return
  const { principal } = session
  try {
    await revokeMySession(authorize(principal, 'profile:update'), { id: principal.sessionId }, cause)
  } catch (error) {
    // Another tab was faster: the session has ended, which is what was wanted.
    if (!isAppError(error, 'not_found') && !isAppError(error, 'unauthenticated')) throw error
  }
}
