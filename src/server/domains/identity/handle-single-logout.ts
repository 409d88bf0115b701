import { randomBytes } from 'node:crypto'
import { uuidSchema } from '#contracts/identifiers.ts'
import { isSignInRejected } from './errors.ts'
import { tenantSlugById } from './find-tenant-for-sign-in.ts'
import type { LogoutDelivery } from './guard/logout/logout-state.ts'
import { refuseRate } from './refuse-rate.ts'
import { type SignInContext, signInContext } from './sign-in-context.ts'
import { goOnTo, readBoundedForm, seeOther } from './sign-in-responses.ts'
import { leaveForLogout } from './single-logout/leave-for-logout.ts'
import { readLogoutState } from './single-logout/logout-state.ts'
import { receiveLogoutRequest } from './single-logout/receive-logout-request.ts'
import { receiveLogoutResponse, returnFromOpenidLogout } from './single-logout/receive-logout-response.ts'
import { receiveLogoutToken } from './single-logout/receive-logout-token.ts'
import { type LogoutFacts, recordLogoutRejection } from './single-logout/record-logout-rejection.ts'
import type { LeavingMessage } from './single-logout/signed-logout-message.ts'

type Clock = () => Date
const systemClock: Clock = () => new Date()

/** GET /api/sso/sign-out: a browser that has signed out here leaves for its provider. */
export async function handleLeaveForLogout(request: Request, now = systemClock): Promise<Response> {
  const context = signInContext(request.headers, now)
  const tooMany = await refuseRate('sign-in', [['address', context.request.ip]], context.now())
  if (tooMany) return tooMany
  const state = readLogoutState(new URL(request.url).searchParams.get('state'))
  if (!state) return seeOther('/sign-in')
  try {
    return leave(await leaveForLogout(state, context))
  } catch (error) {
    await recordLogoutRejection(error, { from: 'answer', tenantId: state.tenantId }, context)
    return landing(state.tenantId, false, context)
  }
}

/** GET and POST /api/sso/saml/{tenant id}/slo: our single logout service (SAML bindings §3.4, §3.5). */
export async function handleSamlLogout(tenantId: string, request: Request, now = systemClock): Promise<Response> {
  const context = signInContext(request.headers, now)
  const tooMany = await refuseRate('sign-in-response', [['address', context.request.ip]], context.now())
  if (tooMany) return tooMany
  if (!uuidSchema.safeParse(tenantId).success) return notFound()
  const query = request.method === 'GET' ? new URL(request.url).search : null
  const form = query === null ? await readBoundedForm(request) : new URLSearchParams(query)
  const one = (name: string) => (form.getAll(name).length === 1 ? (form.get(name) as string) : '')
  const delivery = (kind: LogoutDelivery['kind'], message: string): LogoutDelivery => ({ kind, message, query })
  if (form.has('SAMLResponse')) {
    const facts: LogoutFacts = { from: 'answer', tenantId }
    return answered(facts, context, () =>
      receiveLogoutResponse(delivery('LogoutResponse', one('SAMLResponse')), one('RelayState'), facts, context),
    )
  }
  const facts: LogoutFacts = { from: 'provider', tenantId }
  try {
    const answer = await receiveLogoutRequest(
      delivery('LogoutRequest', one('SAMLRequest')),
      // Bindings §3.4.3: at most 80 bytes, sent back as it came.
      one('RelayState').slice(0, 80),
      facts,
      context,
    )
    return leave(answer)
  } catch (error) {
    const trace = await recordLogoutRejection(error, facts, context)
    return refusedText(
      `This sign-out request is not accepted. Its number is ${trace}.`,
      isSignInRejected(error) ? 400 : 500,
    )
  }
}

/** GET /api/sso/oidc/signed-out: where an OpenID provider sends the browser back (RP-Initiated Logout §3). */
export async function handleOpenidSignedOut(request: Request, now = systemClock): Promise<Response> {
  const context = signInContext(request.headers, now)
  const tooMany = await refuseRate('sign-in-response', [['address', context.request.ip]], context.now())
  if (tooMany) return tooMany
  const states = new URL(request.url).searchParams.getAll('state')
  const state = states.length === 1 ? readLogoutState(states[0] as string) : null
  if (!state) return seeOther('/sign-in')
  const facts: LogoutFacts = { from: 'answer', tenantId: state.tenantId }
  return answered(facts, context, () => returnFromOpenidLogout(state.token, facts, context))
}

/** POST /api/sso/oidc/{tenant id}/backchannel-logout (OpenID Connect Back-Channel Logout §2.5, §2.8). */
export async function handleBackchannelLogout(
  tenantId: string,
  request: Request,
  now = systemClock,
): Promise<Response> {
  const context = signInContext(request.headers, now)
  const tooMany = await refuseRate('sign-in-response', [['address', context.request.ip]], context.now())
  if (tooMany) return tooMany
  if (!uuidSchema.safeParse(tenantId).success) return notFound()
  const tokens = (await readBoundedForm(request)).getAll('logout_token')
  const facts: LogoutFacts = { from: 'provider', tenantId }
  const headers = { 'cache-control': 'no-store' }
  try {
    await receiveLogoutToken(tokens.length === 1 ? (tokens[0] as string) : '', facts, context)
    return new Response(null, { status: 200, headers })
  } catch (error) {
    await recordLogoutRejection(error, facts, context)
    const status = isSignInRejected(error) ? 400 : 500
    return Response.json({ error: status === 400 ? 'invalid_request' : 'server_error' }, { status, headers })
  }
}

/** Whatever the provider says, the person has signed out here; the page tells whether that holds there as well. */
async function answered(facts: LogoutFacts, context: SignInContext, work: () => Promise<void>): Promise<Response> {
  try {
    await work()
    return facts.returnTo ? goOnTo(facts.returnTo) : landing(facts.tenantId, true, context)
  } catch (error) {
    await recordLogoutRejection(error, facts, context)
    return facts.returnTo ? goOnTo(facts.returnTo) : landing(facts.tenantId, false, context)
  }
}

async function landing(tenantId: string, confirmed: boolean, { request }: SignInContext): Promise<Response> {
  const slug = await tenantSlugById(tenantId, request)
  return seeOther(slug === '' ? '/sign-in' : `/sign-in/${slug}?out=${confirmed ? 'everywhere' : 'here'}`)
}

function leave(message: LeavingMessage): Response {
  if (message.binding === 'redirect') return seeOther(message.url)
  const nonce = randomBytes(16).toString('base64')
  const fields = Object.entries(message.fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signing out</title></head><body><form method="post" action="${escapeHtml(message.action)}">${fields}<noscript><button>Go on signing out</button></noscript></form><script nonce="${nonce}">document.forms[0].submit()</script></body></html>`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; form-action ${new URL(message.action).origin}; frame-ancestors 'none'; base-uri 'none'`,
    },
  })
}

function refusedText(text: string, status: number): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
  })
}

function notFound(): Response {
  return new Response('Not found\n', { status: 404 })
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
