import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth, { type AuthOptions } from 'next-auth'
import { env } from '#server/platform/env.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { endSessionOfToken } from './end-session-of-token.ts'
import { accountIdOf, type NextAuthExchange, nextAuthAdapter } from './next-auth-adapter.ts'
import { newOpaqueToken } from './opaque-token.ts'
import { findCodeHolder } from './open-session.ts'
import { recordRejection } from './record-rejection.ts'
import type { SignedIn } from './resolve-session.ts'
import { SESSION_COOKIE } from './session-lifetime.ts'
import { BROWSER_COOKIE, browserTokenFor, readCookies, type SignInContext, signInContext } from './sign-in-context.ts'
import { errorPage, readBoundedForm, seeOther } from './sign-in-responses.ts'
import { prepareLogout } from './single-logout/prepare-logout.ts'
import { SignInTrace } from './trace/sign-in-trace.ts'

const LONGEST_SECONDS = 30 * 24 * 60 * 60

// Node itself hands a CommonJS module over whole; bundlers unwrap it.
const nextAuth = (NextAuth as unknown as { default?: typeof NextAuth }).default ?? NextAuth

/** The doors of next-auth that are open: the rest of it (its pages, its own start of a sign-in) is not served. */
const OPEN_DOORS = new Set(['GET callback/gatehouse', 'GET csrf', 'GET session', 'POST signout'])

/** Serves /api/auth/*. next-auth keeps the session; who signs in was settled before it is asked. */
export async function handleNextAuth(
  request: Request,
  path: readonly string[],
  now: () => Date = () => new Date(),
): Promise<Response> {
  if (!OPEN_DOORS.has(`${request.method} ${path.join('/')}`)) {
    return request.method === 'GET' ? seeOther('/sign-in') : new Response('Not found\n', { status: 404 })
  }
  const context = signInContext(request.headers, now)
  const exchange: NextAuthExchange = { context, trace: new SignInTrace(context.now) }
  const signingIn = path[0] === 'callback'
  const cookies = readCookies(request.headers)
  const heldBefore = cookies[SESSION_COOKIE]
  // Somebody who is signed in already would have the second identity linked to the first user, of whatever tenant.
  if (signingIn) for (const name of Object.keys(cookies)) if (name.startsWith(SESSION_COOKIE)) delete cookies[name]

  const answer = await askNextAuth(request, path, cookies, optionsFor(exchange))
  if (!signingIn) return exchange.signedOut ? goOnToProvider(answer, exchange.signedOut, context) : answer
  const { holder } = exchange
  if (exchange.failure !== undefined || !holder || !setsSession(answer)) {
    const error = exchange.failure ?? new Error('next-auth opened no session')
    return errorPage(
      await recordRejection({ error, trace: exchange.trace, request: context.request, now: context.now() }),
    )
  }
  // The new session stands already: whatever keeps the old one from being ended must not keep its owner out of it.
  await endSessionOfToken(heldBefore, 'replaced', context).catch((error: unknown) => {
    logger().error({ err: error, requestId: context.request.requestId }, 'a replaced session could not be ended')
  })
  answer.headers.append('set-cookie', `${BROWSER_COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=None`)
  return seeOther(holder.redirectTo, answer.headers.getSetCookie())
}

/** The session has ended here. Where its connection passes sign-outs on, the page is told where to go on to. */
async function goOnToProvider(answer: Response, ended: SignedIn, context: SignInContext): Promise<Response> {
  const { token, setCookie } = browserTokenFor(context)
  const leaveBy = await prepareLogout(ended, token, context)
  if (leaveBy === null || answer.status !== 200) return answer
  const headers = new Headers(answer.headers)
  headers.append('set-cookie', setCookie)
  return new Response(JSON.stringify({ url: leaveBy }), { status: 200, headers })
}

function setsSession(answer: Response): boolean {
  return answer.headers
    .getSetCookie()
    .some((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`) && !cookie.startsWith(`${SESSION_COOKIE}=;`))
}

function optionsFor(exchange: NextAuthExchange): AuthOptions {
  const cookie = (name: string) => ({
    name,
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: true },
  })
  return {
    secret: env().NEXTAUTH_SECRET,
    adapter: nextAuthAdapter(exchange),
    useSecureCookies: true,
    cookies: {
      sessionToken: cookie(SESSION_COOKIE),
      csrfToken: cookie('__Host-gatehouse-csrf'),
      callbackUrl: cookie('__Host-gatehouse-callback'),
      state: cookie('__Host-gatehouse-state'),
      pkceCodeVerifier: cookie('__Host-gatehouse-pkce'),
      nonce: cookie('__Host-gatehouse-nonce'),
    },
    session: {
      strategy: 'database',
      // Only what next-auth would put in where we say nothing: each session says when it ends.
      maxAge: LONGEST_SECONDS,
      updateAge: LONGEST_SECONDS,
      generateSessionToken: newOpaqueToken,
    },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in/error' },
    providers: [
      {
        id: 'gatehouse',
        name: 'Gatehouse',
        type: 'oauth',
        clientId: 'gatehouse',
        // State and browser binding are ours (find-pending-request.ts, open-session.ts): next-auth never sees the start.
        checks: ['none'],
        authorization: `${env().GATEHOUSE_URL}/sign-in`,
        token: {
          async request({ params }) {
            try {
              const holder = await findCodeHolder(params.code ?? '', exchange.context, exchange.trace)
              exchange.holder = holder
              return { tokens: {} }
            } catch (error) {
              exchange.failure = error
              throw error
            }
          },
        },
        userinfo: { request: async () => ({}) },
        profile: () => {
          if (!exchange.holder) throw new Error('a profile of nobody')
          return { id: accountIdOf(exchange.holder) }
        },
      },
    ],
    callbacks: { redirect: ({ baseUrl }) => baseUrl },
    logger: {
      // Its messages carry what libraries and callers put into them; ours have the same request id.
      error: (code) =>
        logger().info({ requestId: exchange.context.request.requestId, code }, 'next-auth refused a request'),
      warn: () => {},
      debug: () => {},
    },
  }
}

/** Calls next-auth as a Node server calls it: its route handler takes cookies past the request that it is given. */
async function askNextAuth(
  request: Request,
  path: readonly string[],
  cookies: Record<string, string>,
  options: AuthOptions,
): Promise<Response> {
  process.env.NEXTAUTH_URL = env().GATEHOUSE_URL
  const body = request.method === 'POST' ? Object.fromEntries(await readBoundedForm(request)) : {}
  const query = { ...Object.fromEntries(new URL(request.url).searchParams), nextauth: [...path] }
  const headers = new Headers()
  let status = 200
  let content: BodyInit | null = null
  const response = {
    status(code: number) {
      status = code
      return response
    },
    getHeader: (name: string) =>
      name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : (headers.get(name) ?? undefined),
    setHeader(name: string, value: string | string[]) {
      headers.delete(name)
      for (const one of [value].flat()) headers.append(name, one)
      return response
    },
    json(value: unknown) {
      headers.set('content-type', 'application/json')
      content = JSON.stringify(value)
    },
    send(value: unknown) {
      if (typeof value === 'object' && value !== null) return response.json(value)
      content = value === undefined ? null : String(value)
    },
    end() {},
  }
  await nextAuth(
    {
      method: request.method,
      body,
      query,
      cookies,
      headers: { host: new URL(env().GATEHOUSE_URL).host },
    } as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    options,
  )
  headers.set('cache-control', 'no-store')
  return new Response(content, { status, headers })
}
