import { hashOfToken, isOpaqueToken, newOpaqueToken } from '#server/domains/identity/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { type Asking, answerAuthorization } from './answer-authorization.ts'
import { applicationById, type StoredApplication } from './application-store.ts'
import { bindBrowser, browserTokenOf } from './browser-binding.ts'
import { findApplication } from './find-application.ts'
import { applicationReadScope, applicationScope, houseTenantId } from './house.ts'
import { issuer } from './issuer.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { type AuthorizationParameters, readAuthorizationRequest, single } from './read-authorization-request.ts'
import { consumeRequest, keepRequest, openRequest } from './request-store.ts'

/** Where a browser goes next: back to the application, or to a page of ours. */
export type Departure = { location: string; setCookies: string[] }
type Browser = { headers: Headers; request: RequestContext; now: () => Date }

/**
 * GET /oauth/authorize (RFC 6749 §4.1.1). Nobody is sent to an address that is not registered, letter for letter.
 * @throws OAuthRefusal for the page, where client or redirect address are not good
 */
export async function authorizeApplication(sent: URLSearchParams, browser: Browser): Promise<Departure> {
  const { application, redirectUri } = await registered(sent, browser.request)
  return toldToApplication(redirectUri, stateOf(sent), async () => {
    const parameters = readAuthorizationRequest(sent, application, redirectUri)
    const asking: Asking = { application, parameters, ...browser, asked: null, loginHint: single(sent, 'login_hint') }
    const step = await answerAuthorization(asking)
    if (step.kind === 'code') return withCode(parameters, step.code)
    const [request, bound] = [newOpaqueToken(), bindBrowser(browser.headers)]
    await withTenant(applicationScope(await houseTenantId(), browser.request), (tx) =>
      keepRequest(tx, {
        applicationId: application.id,
        requestHash: hashOfToken(request),
        browserHash: hashOfToken(bound.token),
        parameters,
        now: browser.now(),
      }),
    )
    return { location: pageFor(step, request), setCookies: [bound.setCookie] }
  })
}

/**
 * GET /oauth/resume: the browser is back from signing in, with nothing but the number of what was kept.
 * @throws OAuthRefusal for the page, where nothing is kept for this browser
 */
export async function resumeAuthorization(sent: URLSearchParams, browser: Browser): Promise<Departure> {
  const token = single(sent, 'request')
  const browserToken = browserTokenOf(browser.headers)
  if (token === null || !isOpaqueToken(token) || browserToken === null) throw nothingKept()
  const key = { requestHash: hashOfToken(token), browserHash: hashOfToken(browserToken), now: browser.now() }
  const houseId = await houseTenantId()
  const kept = await withTenant(applicationReadScope(houseId, browser.request), async (tx) => {
    const request = await openRequest(tx, key)
    const application = request && (await applicationById(tx, request.applicationId))
    return request && application && application.disabledAt === null ? { ...request, application } : null
  })
  // What is registered may have changed since.
  if (!kept?.application.redirectUris.includes(kept.parameters.redirectUri)) throw nothingKept()
  const { parameters, application } = kept
  return toldToApplication(parameters.redirectUri, parameters.state, async () => {
    const step = await answerAuthorization({
      application,
      parameters,
      ...browser,
      asked: kept.createdAt,
      loginHint: null,
    })
    if (step.kind !== 'code') return { location: pageFor(step, token), setCookies: [] }
    const first = await withTenant(applicationScope(houseId, browser.request), (tx) => consumeRequest(tx, key))
    if (!first) throw nothingKept()
    return withCode(parameters, step.code)
  })
}

async function registered(
  sent: URLSearchParams,
  request: RequestContext,
): Promise<{ application: StoredApplication; redirectUri: string }> {
  const clientId = single(sent, 'client_id')
  const application = clientId === null ? null : await findApplication(clientId, request)
  if (!application) throw new OAuthRefusal('unauthorized_client', 'The application is not registered here.')
  const redirectUri = single(sent, 'redirect_uri')
  // RFC 9700 §2.1: compared as strings, so that no two readings of an address can differ.
  if (redirectUri === null || !application.redirectUris.includes(redirectUri))
    throw new OAuthRefusal('invalid_request', 'The address to return to is not registered for this application.')
  return { application, redirectUri }
}

/** RFC 6749 §4.1.2.1: from here on the application is told what is wrong, by whom (RFC 9207) and with its state. */
async function toldToApplication(
  redirectUri: string,
  state: string | null,
  work: () => Promise<Departure>,
): Promise<Departure> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof OAuthRefusal) || error === NOTHING_KEPT) throw error
    return answer(redirectUri, { error: error.error, error_description: error.description }, state)
  }
}

function withCode({ redirectUri, state }: AuthorizationParameters, code: string): Departure {
  return answer(redirectUri, { code }, state)
}

function answer(redirectUri: string, values: Record<string, string>, state: string | null): Departure {
  const query = new URLSearchParams({ ...values, ...(state === null ? {} : { state }), iss: issuer() })
  // Appended to what is registered as it is written, and not read and written anew.
  return { location: `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`, setCookies: [] }
}

/** A state that was sent twice is no state. */
function stateOf(sent: URLSearchParams): string | null {
  const values = sent.getAll('state')
  return values.length === 1 ? values[0] || null : null
}

function pageFor(
  step: { kind: string; tenantSlug: string | null; connectionId?: string | null },
  request: string,
): string {
  const query = new URLSearchParams({ next: `/oauth/resume?request=${request}` })
  if (step.connectionId) query.set('connection', step.connectionId)
  const place = step.tenantSlug === null ? '/sign-in' : `/sign-in/${step.tenantSlug}`
  return `${place}${step.kind === 'confirm' ? '/confirm' : ''}?${query}`
}

const NOTHING_KEPT = new OAuthRefusal(
  'invalid_request',
  'This sign-in was begun in another browser, is over or took too long. Start again from the application.',
)

function nothingKept(): OAuthRefusal {
  return NOTHING_KEPT
}
