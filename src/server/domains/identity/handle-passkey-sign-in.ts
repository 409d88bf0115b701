import { z } from 'zod'
import { breakGlassReasonSchema } from '#contracts/break-glass.ts'
import { authenticationResponseSchema, registrationResponseSchema } from '#contracts/passkeys.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { enterByBreakGlass } from './break-glass/enter-by-break-glass.ts'
import { endSessionOfToken } from './end-session-of-token.ts'
import { acceptInvitation } from './invitations/accept-invitation.ts'
import { beginInvitation } from './invitations/begin-invitation.ts'
import { beginPasskeySignIn } from './passkeys/begin-passkey-sign-in.ts'
import { type PasskeySession, signInByPasskey } from './passkeys/sign-in-by-passkey.ts'
import { sessionCookie } from './resolve-session.ts'
import { SESSION_COOKIE } from './session-lifetime.ts'
import { browserTokenFor, readCookies, type SignInContext, signInContext } from './sign-in-context.ts'

const LARGEST_BODY = 256 * 1024
const tenantSlug = z.string().max(64)
const token = z.string().max(64)

type Step = (body: unknown, context: SignInContext, browserToken: string) => Promise<object | PasskeySession>

/** The steps of a sign-in without the identity provider, by the last part of their address. */
const STEPS: Record<string, Step> = {
  'passkey-options': (body, context, browserToken) =>
    beginPasskeySignIn({ ...z.strictObject({ tenantSlug }).parse(body), purpose: 'sign-in', browserToken }, context),
  passkey: (body, context) =>
    signInByPasskey(
      z.strictObject({ tenantSlug, response: authenticationResponseSchema, next: z.string().optional() }).parse(body),
      context,
    ),
  'emergency-options': (body, context, browserToken) =>
    beginPasskeySignIn(
      { ...z.strictObject({ tenantSlug }).parse(body), purpose: 'break-glass', browserToken },
      context,
    ),
  emergency: (body, context) =>
    enterByBreakGlass(
      z
        .strictObject({ tenantSlug, response: authenticationResponseSchema, reason: breakGlassReasonSchema })
        .parse(body),
      context,
    ),
  'invitation-options': (body, context, browserToken) =>
    beginInvitation({ ...z.strictObject({ tenantSlug, token }).parse(body), browserToken }, context),
  invitation: (body, context) =>
    acceptInvitation(z.strictObject({ tenantSlug, token, response: registrationResponseSchema }).parse(body), context),
}

const STATUS: Partial<Record<string, number>> = {
  invalid_input: 400,
  not_found: 404,
  rate_limited: 429,
  conflict: 409,
  unavailable: 503,
}

/** POST /api/sign-in/{step}: JSON in, JSON out, and a session cookie where somebody was signed in. */
export async function handlePasskeySignIn(
  request: Request,
  step: string,
  now: () => Date = () => new Date(),
): Promise<Response> {
  const run = Object.hasOwn(STEPS, step) ? STEPS[step] : undefined
  const context = signInContext(request.headers, now)
  const { token: browserToken, setCookie } = browserTokenFor(context)
  if (!run) return answer(404, { message: 'There is nothing here.' })
  try {
    const result = await run(await readBody(request), context, browserToken)
    if (!('landing' in result)) return answer(200, result, [setCookie])
    const session = result as PasskeySession
    await endSessionOfToken(readCookies(request.headers)[SESSION_COOKIE], 'replaced', context)
    return answer(200, { landing: session.landing }, [sessionCookie(session.token, session.expiresAt)])
  } catch (error) {
    return refusal(error, context.request.requestId)
  }
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text.length > LARGEST_BODY) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function refusal(error: unknown, requestId: string): Response {
  if (error instanceof z.ZodError)
    return answer(400, { message: 'The request does not have the form that this page sends. Reload the page.' })
  const status = isAppError(error) ? STATUS[error.code] : undefined
  if (!isAppError(error) || status === undefined) {
    logger().error({ err: error, requestId }, 'a sign-in by passkey failed')
    return answer(500, { message: 'Something went wrong on our side. Try again.', requestId })
  }
  logger().info({ requestId, detail: error.detail }, 'a sign-in by passkey was refused')
  return answer(status, { message: error.message, requestId }, [], error.retryAfter)
}

function answer(status: number, body: object, cookies: readonly string[] = [], retryAfter?: number): Response {
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  return new Response(JSON.stringify(body), { status, headers })
}
