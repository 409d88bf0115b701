import { tenantSlugSchema, uuidSchema } from '#contracts/identifiers.ts'
import { completeOpenidSignIn } from './complete-openid-sign-in.ts'
import { completeSamlSignIn } from './complete-saml-sign-in.ts'
import { ourAddresses } from './our-addresses.ts'
import { refuseRate } from './refuse-rate.ts'
import { resolveSession } from './resolve-session.ts'
import { samlEncryptionCertificate } from './saml-decryption-key.ts'
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
  const tooMany = refuseRate(
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
  const form = await readBoundedForm(request)
  const one = (name: string) => {
    const values = form.getAll(name)
    return values.length === 1 ? (values[0] as string) : ''
  }
  const input = { samlResponse: one('SAMLResponse'), relayState: one('RelayState') }
  const step = await completeSamlSignIn(input, signInContext(request.headers, now))
  if (!step.ok && step.unreadable && !step.testPage) return unreadablePage(step.traceId)
  return follow(step, step.ok ? step.setCookies : [])
}

/** GET /api/sso/oidc/callback: the redirect address of all tenants. */
export async function handleOpenidCallback(request: Request, now = systemClock): Promise<Response> {
  return follow(await completeOpenidSignIn(new URL(request.url).searchParams, signInContext(request.headers, now)))
}

/** GET /api/sso/saml/{tenant id}/metadata: what an identity provider can read our values from (SAML metadata §2.4.4). */
export async function handleSamlMetadata(tenantId: string, request: Request): Promise<Response> {
  const known = uuidSchema.safeParse(tenantId).success
  const certificate = known ? await samlEncryptionCertificate(tenantId, signInContext(request.headers).request) : null
  if (!certificate) return new Response('Not found\n', { status: 404 })
  const { entityId, acsUrl } = ourAddresses(tenantId)
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="false" WantAssertionsSigned="true">
    <KeyDescriptor use="encryption">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
${ENCRYPTION_METHODS.map((method) => `      <EncryptionMethod Algorithm="${method}"/>`).join('\n')}
    </KeyDescriptor>
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acsUrl}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`
  return new Response(xml, {
    headers: { 'content-type': 'application/samlmetadata+xml; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })
}

/** The ones that guard/decrypt-assertion.ts opens, the best first. */
const ENCRYPTION_METHODS = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep',
]

function follow(step: SignInStep, setCookies: readonly string[] = []): Response {
  if (step.ok) return seeOther(step.redirectUrl, setCookies)
  return step.testPage ? seeOther(step.testPage, setCookies) : errorPage(step.traceId)
}
