import type { OAuthRefusal } from '#server/domains/applications/index.ts'
import { plainResponse } from '../plain-response.ts'

type Headers_ = Record<string, string>

const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

export function json(status: number, value: unknown, headers: Headers_ = {}): Response {
  return plainResponse(status, { 'Content-Type': 'application/json', ...NO_STORE, ...headers }, JSON.stringify(value))
}

/** RFC 6749 §5.2. Whoever tried HTTP Basic is told the scheme. */
export function tokenRefusal(refusal: OAuthRefusal, headers: Headers_): Response {
  const unauthenticated = refusal.error === 'invalid_client'
  return json(
    unauthenticated ? 401 : 400,
    { error: refusal.error, error_description: refusal.description },
    { ...headers, ...(unauthenticated ? { 'WWW-Authenticate': 'Basic realm="gatehouse"' } : {}) },
  )
}

/** RFC 6750 §3. */
export function unauthorized(headers: Headers_, refusal?: OAuthRefusal): Response {
  const why = refusal ? `, error="${refusal.error}", error_description="${refusal.description}"` : ''
  return json(401, refusal ? { error: refusal.error, error_description: refusal.description } : {}, {
    ...headers,
    'WWW-Authenticate': `Bearer realm="gatehouse"${why}`,
  })
}

/** A redirect after which the browser asks with GET; no address of ours goes along. */
export function redirect(location: string, setCookies: readonly string[]): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/**
 * The same by a navigation of its own, for a browser that a provider's form has brought here: that page may let its
 * form lead to us and to nobody else (CSP `form-action`, which Chromium holds to every redirect after a post).
 */
export function goOn(location: string, setCookies: readonly string[]): Response {
  if (location.startsWith('/')) return redirect(location, setCookies)
  const link = location.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  const page = `<!doctype html><html lang="en"><title>Going on</title><p>Taking you to the application. <a href="${link}">Go on</a></p></html>\n`
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    refresh: `0; url=${location}`,
  })
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
  return new Response(page, { status: 200, headers })
}

const PROBLEMS = { unauthorized_client: 'application', invalid_request: 'request' } as Record<string, string>

/** RFC 6749 §4.1.2.1: nobody is sent to an address that is not known to be the application's. */
export function refusalPage(refusal: OAuthRefusal): Response {
  const problem = /return to/.test(refusal.description) ? 'address' : (PROBLEMS[refusal.error] ?? 'request')
  return new Response(`${refusal.description}\n`, {
    status: 400,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      refresh: `0; url=/sign-in/error/application?problem=${problem}`,
    },
  })
}
