import { tenantSlugSchema, uuidSchema } from '#contracts/identifiers.ts'
import { completeOpenidSignIn } from './complete-openid-sign-in.ts'
import { completeSamlSignIn } from './complete-saml-sign-in.ts'
import { ourAddresses } from './our-addresses.ts'
import { browserTokenFor, signInContext } from './sign-in-context.ts'
import { errorPage, readBoundedForm, seeOther } from './sign-in-responses.ts'
import { type SignInStep, startSignIn } from './start-sign-in.ts'

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
  const { token, setCookie } = browserTokenFor(context)
  const step = await startSignIn(
    {
      tenantSlug: searchParams.get('tenant') ?? '',
      connectionId: searchParams.get('connection') ?? '',
      callbackUrl: searchParams.get('callbackUrl'),
      browserToken: token,
    },
    context,
  )
  return follow(step, [setCookie])
}

/** POST /api/sso/saml/acs: the assertion consumer service of all tenants (SAML bindings §3.5). */
export async function handleSamlResponse(request: Request, now = systemClock): Promise<Response> {
  const form = await readBoundedForm(request)
  const one = (name: string) => {
    const values = form.getAll(name)
    return values.length === 1 ? (values[0] as string) : ''
  }
  const input = { samlResponse: one('SAMLResponse'), relayState: one('RelayState') }
  return follow(await completeSamlSignIn(input, signInContext(request.headers, now)))
}

/** GET /api/sso/oidc/callback: the redirect address of all tenants. */
export async function handleOpenidCallback(request: Request, now = systemClock): Promise<Response> {
  return follow(await completeOpenidSignIn(new URL(request.url).searchParams, signInContext(request.headers, now)))
}

/** GET /api/sso/saml/{tenant id}/metadata: what an identity provider can read our values from (SAML metadata §2.4.4). */
export function handleSamlMetadata(tenantId: string): Response {
  if (!uuidSchema.safeParse(tenantId).success) return new Response('Not found\n', { status: 404 })
  const { entityId, acsUrl } = ourAddresses(tenantId)
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="false" WantAssertionsSigned="true">
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acsUrl}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`
  return new Response(xml, {
    headers: { 'content-type': 'application/samlmetadata+xml; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })
}

function follow(step: SignInStep, setCookies: readonly string[] = []): Response {
  return step.ok ? seeOther(step.redirectUrl, setCookies) : errorPage(step.traceId)
}
