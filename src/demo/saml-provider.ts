import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import samlp from 'samlp'
import { type DemoPerson, demoPeople } from '../../prisma/seed/demo-people.ts'
import { samlAddress, samlMetadata } from './connections.ts'
import { escapeHtml, isLoopbackHost, peoplePage, readForm, sendPage, sendProblem } from './demo-page.ts'
import { SamlLogout, type SamlLogoutInput } from './saml-logout.ts'
import { signSamlResponse } from './sign-saml-response.ts'

export type SamlProviderInput = SamlLogoutInput & { port: number }

/** Acme's SAML 2.0 identity provider: npm's `samlp` behind a page that lets anybody be anybody. */
export function createSamlProvider(input: SamlProviderInput): Server {
  const people = new Map(demoPeople('acme').map((person) => [person.userName, person]))
  const logout = new SamlLogout(input)
  return createServer((request, response) => {
    handle(input, people, logout, request, response).catch((error: unknown) => {
      console.error('demo SAML provider:', error instanceof Error ? error.message : error)
      if (!response.headersSent) {
        sendProblem(response, 400, 'This sign-in request cannot be read', 'Go back to Gatehouse and start again.')
      }
    })
  })
}

async function handle(
  input: SamlProviderInput,
  people: Map<string, DemoPerson>,
  logout: SamlLogout,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLoopbackHost(request)) return sendProblem(response, 421, 'Unknown host', 'Open this provider as 127.0.0.1.')
  const url = new URL(request.url ?? '/', samlAddress(input.port))
  if (url.pathname === '/metadata' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/samlmetadata+xml', 'cache-control': 'no-store' })
    response.end(samlMetadata(samlAddress(input.port), input.keys.certificatePem))
    return
  }
  if (url.pathname === '/slo') return logout.answer(request, response, url)
  if (url.pathname === '/sessions') return logout.list(response)
  if (url.pathname !== '/sso')
    return sendProblem(response, 404, 'There is nothing here', 'Start from Gatehouse’s sign-in page.')

  const form = request.method === 'POST' ? await readForm(request) : url.searchParams
  const samlRequest = form.get('SAMLRequest')
  if (!samlRequest) return sendProblem(response, 400, 'No sign-in request', 'Start from Gatehouse’s sign-in page.')
  const acsUrl = `${input.gatehouseUrl}/api/sso/saml/acs`
  const asked = await parseAuthnRequest(samlRequest)
  // The console is the only service provider this one knows.
  if (asked.assertionConsumerServiceURL !== acsUrl || !asked.issuer) {
    return sendProblem(response, 403, 'Unknown service provider', `This demo provider answers ${acsUrl} only.`)
  }
  const relayState = form.get('RelayState') ?? ''
  const chosen = request.method === 'POST' ? people.get(form.get('person') ?? '') : undefined
  if (!chosen) {
    const fields = { SAMLRequest: samlRequest, RelayState: relayState }
    return sendPage(
      response,
      peoplePage({ organisation: 'Acme', protocol: 'SAML 2.0', people: [...people.values()], action: '/sso', fields }),
    )
  }
  const xml = await signSamlResponse({
    keys: input.keys,
    person: chosen,
    acsUrl,
    audience: asked.issuer,
    inResponseTo: asked.id,
    options: { sessionIndex: logout.begin(asked.issuer, chosen.userName) },
  })
  sendPage(response, {
    title: 'Signing in',
    submitForm: true,
    formTarget: new URL(acsUrl).origin,
    body: `<form method="post" action="${escapeHtml(acsUrl)}"><input type="hidden" name="SAMLResponse" value="${Buffer.from(xml).toString('base64')}"><input type="hidden" name="RelayState" value="${escapeHtml(relayState)}"><noscript><button class="row">Continue to Gatehouse</button></noscript></form>`,
  })
}

type AuthnRequest = { id: string; issuer?: string; assertionConsumerServiceURL?: string }

function parseAuthnRequest(samlRequest: string): Promise<AuthnRequest> {
  return new Promise((resolve, reject) => {
    samlp.parseRequest({ query: {}, body: { SAMLRequest: samlRequest } }, {}, (error, parsed) => {
      if (error || !parsed?.id) reject(error ?? new Error('not an AuthnRequest'))
      else resolve({ ...parsed, id: parsed.id })
    })
  })
}
