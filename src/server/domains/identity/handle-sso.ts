import { tenantSlugSchema } from '#contracts/identifiers.ts'
import { completeOpenidSignIn } from './complete-openid-sign-in.ts'
import { completeSamlSignIn } from './complete-saml-sign-in.ts'
import { refuseRate } from './refuse-rate.ts'
import { resolveSession } from './resolve-session.ts'
import { browserTokenFor, type SignInContext, signInContext } from './sign-in-context.ts'
import { errorPage, readBoundedForm, seeOther, unreadablePage } from './sign-in-responses.ts'
import type { SignInStep } from './sign-in-step.ts'
import { startSignIn } from './start-sign-in.ts'

type Clock = () => Date
const systemClock: Clock = () => new Date()
/** Fetch metadata, W3C: who sent the browser here. `none` is the address bar or a bookmark. */
const FOREIGN_SITES = new Set(['cross-site', 'same-site'])

/** GET /api/sso/authorize: leaves for the identity provider of one of our connections. */
export async function handleAuthorize(request: Request, now = systemClock): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const tenant = tenantSlugSchema.safeParse(searchParams.get('tenant'))
  // A page elsewhere must not sign somebody out of one organisation and into another: it gets as far as our own page.
  if (FOREIGN_SITES.has(request.headers.get('sec-fetch-site') ?? '')) {
    return seeOther(tenant.success ? `/sign-in/${tenant.data}` : '/sign-in')
  }
  const context = signInContext(request.headers, now)
  const tenantSlug = searchParams.get('tenant') ?? ''
  const tooMany = await refuseRate(
    'sign-in',
    [
      ['address', context.request.ip],
      ['tenant', tenantSlug],
    ],
    context.now(),
  )
  if (tooMany) return tooMany
  const { token, setCookie } = browserTokenFor(context)
  const step = await startSignIn(
    {
      tenantSlug,
      connectionId: searchParams.get('connection') ?? '',
      callbackUrl: searchParams.get('callbackUrl'),
      browserToken: token,
      testTicket: searchParams.get('test'),
      reauthenticates: searchParams.has('confirm') ? await confirmedPerson(request.headers, context) : null,
    },
    context,
  )
  return follow(step, [setCookie])
}

/** Whose open session a sign-in is to confirm; of somebody without one it is an ordinary sign-in. */
async function confirmedPerson(headers: Headers, { request, now }: SignInContext) {
  const person = await resolveSession(headers, request, now)
  return person && { tenantId: person.tenantId, userId: person.id }
}

/** POST /api/sso/saml/acs: the assertion consumer service of all tenants (SAML bindings §3.5). */
export async function handleSamlResponse(request: Request, now = systemClock): Promise<Response> {
  const context = signInContext(request.headers, now)
  const tooMany = await refuseResponses(context)
  if (tooMany) return tooMany
  const form = await readBoundedForm(request)
  const one = (name: string) => {
    const values = form.getAll(name)
    return values.length === 1 ? (values[0] as string) : ''
  }
  const input = { samlResponse: one('SAMLResponse'), relayState: one('RelayState') }
  const step = await completeSamlSignIn(input, context)
  if (!step.ok && step.unreadable && !step.testPage) return unreadablePage(step.traceId)
  return follow(step, step.ok ? step.setCookies : [])
}

/** GET /api/sso/oidc/callback: the redirect address of all tenants. */
export async function handleOpenidCallback(request: Request, now = systemClock): Promise<Response> {
  const context = signInContext(request.headers, now)
  const tooMany = await refuseResponses(context)
  return tooMany ?? follow(await completeOpenidSignIn(new URL(request.url).searchParams, context))
}

/** Whose responses they are is not known before they are read. */
function refuseResponses({ request, now }: SignInContext): Promise<Response | null> {
  return refuseRate('sign-in-response', [['address', request.ip]], now())
}

function follow(step: SignInStep, setCookies: readonly string[] = []): Response {
  if (step.ok) return seeOther(step.redirectUrl, setCookies)
  return step.testPage ? seeOther(step.testPage, setCookies) : errorPage(step.traceId)
}
