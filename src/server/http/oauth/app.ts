import { type Context, Hono } from 'hono'
import {
  authorizeApplication,
  discoveryDocument,
  endApplicationSession,
  getUserInfo,
  jsonWebKeySet,
  OAuthRefusal,
  resumeAuthorization,
} from '#server/domains/applications/index.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import type { MachineEnv } from '../exchange.ts'
import { allowBrowserOf, preflight } from './cross-origin.ts'
import { goOn, json, redirect, refusalPage, unauthorized } from './oauth-answer.ts'
import { readForm } from './read-form.ts'
import { requestContext } from './request-context.ts'
import { answerRevocation, answerToken } from './token-routes.ts'

type C = Context<MachineEnv>

const now = () => new Date()

/** The door to the vendor's own product: OpenID Connect and OAuth 2.0 for its applications (ADR 0015). */
export const oauthApp = new Hono<MachineEnv>()

// With what a process keeps of the keys itself (signing-keys.ts), no copy is older than the minute before a key signs.
const ANY_ORIGIN = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=30' }

oauthApp.get('/.well-known/openid-configuration', () => json(200, discoveryDocument(), ANY_ORIGIN))

oauthApp.get('/oauth/jwks', async (c) => json(200, await jsonWebKeySet(requestContext(c), now), ANY_ORIGIN))

oauthApp.get('/oauth/authorize', (c) => departing(c, () => authorizeApplication(queryOf(c), browserOf(c))))

// OpenID Connect Core §3.1.2.1 wants both methods; asked with GET, the session's cookie comes along, as for sign-out below.
oauthApp.post('/oauth/authorize', (c) =>
  departing(c, async () => ({ location: `/oauth/authorize?${await readForm(c)}`, setCookies: [] })),
)

oauthApp.get('/oauth/resume', (c) => departing(c, () => resumeAuthorization(queryOf(c), browserOf(c)), goOn))

oauthApp.get('/oauth/logout', (c) => departing(c, () => signOut(c, queryOf(c))))

// A post from another site brings no session cookie (SameSite=Lax); the same question asked with GET does.
oauthApp.post('/oauth/logout', (c) =>
  departing(c, async () => ({ location: `/oauth/logout?${await readForm(c)}`, setCookies: [] })),
)

oauthApp.post('/oauth/token', answerToken)
oauthApp.options('/oauth/token', preflight)
oauthApp.post('/oauth/revoke', answerRevocation)
oauthApp.options('/oauth/revoke', preflight)

oauthApp.on(['GET', 'POST'], '/oauth/userinfo', async (c) => {
  const headers = await allowBrowserOf(c)
  const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  // RFC 6750 §3.1: a request without a token is told the scheme and no error.
  if (token === undefined) return unauthorized(headers)
  try {
    return json(200, await getUserInfo(token, requestContext(c), now()), headers)
  } catch (error) {
    if (error instanceof OAuthRefusal) return unauthorized(headers, error)
    throw error
  }
})
oauthApp.options('/oauth/userinfo', preflight)

async function departing(
  c: C,
  work: () => Promise<{ location: string; setCookies: readonly string[] }>,
  leave: (location: string, setCookies: readonly string[]) => Response = redirect,
): Promise<Response> {
  const { ip } = requestContext(c)
  await limitRate('application-sign-in', [['address', ip]], now())
  try {
    const { location, setCookies } = await work()
    return leave(location, setCookies)
  } catch (error) {
    if (error instanceof OAuthRefusal) return refusalPage(error)
    throw error
  }
}

function signOut(c: C, parameters: URLSearchParams) {
  return endApplicationSession(parameters, c.req.raw.headers, requestContext(c), now)
}

function queryOf(c: C): URLSearchParams {
  return new URL(c.req.url).searchParams
}

function browserOf(c: C) {
  return { headers: c.req.raw.headers, request: requestContext(c), now }
}
