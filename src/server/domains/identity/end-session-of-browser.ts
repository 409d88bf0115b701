import type { RequestContext } from '#server/platform/principal.ts'
import { endSessionOfToken } from './end-session-of-token.ts'
import { SESSION_COOKIE } from './session-lifetime.ts'
import { browserTokenFor, readCookies, signInContext } from './sign-in-context.ts'
import { prepareLogout } from './single-logout/prepare-logout.ts'

/**
 * Signs a browser out.
 * @param returnTo where it goes after its provider, where that is asked to sign the person out too; the caller has checked it
 * @returns the cookies that make it forget, and the path at which it leaves for its provider; null where it stays
 */
export async function endSessionOfBrowser(
  headers: Headers,
  request: RequestContext,
  now: () => Date,
  returnTo: string | null,
): Promise<{ setCookies: string[]; leaveBy: string | null }> {
  const context = { ...signInContext(headers, now), request }
  const ended = await endSessionOfToken(readCookies(headers)[SESSION_COOKIE], 'signed_out', context)
  const forget = `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax`
  const { token, setCookie } = browserTokenFor(context)
  const leaveBy = ended && (await prepareLogout(ended, token, context, returnTo))
  return { setCookies: leaveBy === null ? [forget] : [forget, setCookie], leaveBy }
}
