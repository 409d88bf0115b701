import { isIP } from 'node:net'
import { authorize } from '#server/domains/access/index.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { isOpaqueToken, newOpaqueToken } from './opaque-token.ts'

/** One request of a browser that is signing in. */
export type SignInContext = {
  request: RequestContext
  /** The secret that ties a sign-in to the browser in which it began; undefined where the browser has none. */
  browserToken: string | undefined
  now: () => Date
}

// `__Host-`: no other host, no subdomain and no plain-http page can set or read it. The identity provider posts
// its answer from another site, so the cookie must come along on a cross-site POST.
export const BROWSER_COOKIE = '__Host-gatehouse-sign-in'
const BROWSER_COOKIE_SECONDS = 15 * 60

/** A request may be answered for this long, and its code be used. */
export const SIGN_IN_LIFETIME_MS = 10 * 60 * 1000

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/

export function signInContext(headers: Headers, now: () => Date = () => new Date()): SignInContext {
  const requestId = headers.get('x-request-id') ?? ''
  const ip = headers.get('x-gatehouse-client-ip') ?? ''
  const token = readCookies(headers)[BROWSER_COOKIE]
  return {
    request: {
      source: 'sso',
      requestId: REQUEST_ID.test(requestId) ? requestId : newId(),
      ip: isIP(ip) === 0 ? undefined : ip,
      userAgent: headers.get('user-agent')?.slice(0, 512) ?? undefined,
    },
    browserToken: isOpaqueToken(token) ? token : undefined,
    now,
  }
}

/** Keeps a browser's token, so that two tabs can sign in side by side, or makes its first. */
export function browserTokenFor(context: SignInContext): { token: string; setCookie: string } {
  const token = context.browserToken ?? newOpaqueToken()
  return {
    token,
    setCookie: `${BROWSER_COOKIE}=${token}; Path=/; Max-Age=${BROWSER_COOKIE_SECONDS}; HttpOnly; Secure; SameSite=None`,
  }
}

/** @returns the cookies of a request; of two with one name, the first. */
export function readCookies(headers: Headers): Record<string, string> {
  const cookies: Record<string, string> = {}
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const equals = part.indexOf('=')
    if (equals < 1) continue
    const name = part.slice(0, equals).trim()
    cookies[name] ??= decodeLeniently(part.slice(equals + 1).trim())
  }
  return cookies
}

function decodeLeniently(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Gatehouse's own right to work on a sign-in of one tenant. */
export function signInScope(tenantId: string, request: RequestContext): TenantScope<'sign-in:perform'> {
  return authorize({ type: 'system', tenantId, task: 'sign-in', request }, 'sign-in:perform')
}

export function signInReadScope(tenantId: string, request: RequestContext): TenantScope<'sso-connection:read'> {
  return authorize({ type: 'system', tenantId, task: 'sign-in', request }, 'sso-connection:read')
}
