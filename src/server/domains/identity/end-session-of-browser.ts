import type { RequestContext } from '#server/platform/principal.ts'
import { endSessionOfToken } from './end-session-of-token.ts'
import { SESSION_COOKIE } from './session-lifetime.ts'
import { readCookies } from './sign-in-context.ts'

/** Signs a browser out. @returns the cookies that make it forget */
export async function endSessionOfBrowser(
  headers: Headers,
  request: RequestContext,
  now: () => Date,
): Promise<string[]> {
  await endSessionOfToken(readCookies(headers)[SESSION_COOKIE], 'signed_out', {
    request,
    browserToken: undefined,
    now,
  })
  return [`${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax`]
}
