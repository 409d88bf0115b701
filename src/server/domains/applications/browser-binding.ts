import { isOpaqueToken, newOpaqueToken, readCookies } from '#server/domains/identity/index.ts'
import { REQUEST_LIFETIME_MS } from './request-store.ts'

// Ties what an application asked for to the browser in which it did: nobody finishes another's sign-in (login CSRF).
const COOKIE = '__Host-gatehouse-application'

/** The browser's token; null where it has none. */
export function browserTokenOf(headers: Headers): string | null {
  const token = readCookies(headers)[COOKIE]
  return isOpaqueToken(token) ? token : null
}

/** Keeps the browser's token, so that two tabs can sign in side by side, or makes its first. */
export function bindBrowser(headers: Headers): { token: string; setCookie: string } {
  const token = browserTokenOf(headers) ?? newOpaqueToken()
  const seconds = REQUEST_LIFETIME_MS / 1000
  return { token, setCookie: `${COOKIE}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax` }
}
