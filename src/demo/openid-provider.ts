import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Context, Provider } from 'oidc-provider'
import { demoOperators } from '../../prisma/seed/demo-operators.ts'
import { type DemoPerson, demoPeople } from '../../prisma/seed/demo-people.ts'
import { OIDC_CLIENT_ID, OPERATOR_CLIENT_ID, oidcIssuer } from './connections.ts'
import type { DemoKeys } from './demo-keys.ts'
import { isLoopbackHost, peoplePage, readForm, sendPage, sendProblem } from './demo-page.ts'
import { OpenidMemory } from './openid-memory.ts'

export type OpenidProviderInput = {
  port: number
  gatehouseUrl: string
  keys: DemoKeys['oidc']
  /** Where each client takes logout tokens, by its id; the demo's own clients are told by their browsers only. */
  backchannelLogoutUris?: Record<string, string>
}

type Person = Omit<DemoPerson, 'tenant'>

/** Whom the provider signs in to each of its clients: Globex's people, and the vendor's own. */
const PEOPLE_OF: Record<string, { organisation: string; people: () => Person[] }> = {
  [OIDC_CLIENT_ID]: { organisation: 'Globex', people: () => demoPeople('globex') },
  [OPERATOR_CLIENT_ID]: { organisation: 'the operator console', people: demoOperators },
}

/** The demo's OpenID provider: npm's `oidc-provider` behind a page that lets anybody be anybody. */
export function createOpenidProvider(input: OpenidProviderInput): Server {
  const people = new Map(
    Object.values(PEOPLE_OF)
      .flatMap((client) => client.people())
      .map((person) => [person.userName, person]),
  )
  const provider = makeProvider(input, people)
  const serveProtocol = provider.callback()
  return createServer((request, response) => {
    handle(input, provider, serveProtocol, request, response).catch((error: unknown) => {
      console.error('demo OpenID provider:', error instanceof Error ? error.message : error)
      if (!response.headersSent) {
        sendProblem(response, 400, 'This sign-in has ended', 'Go back to Gatehouse and start again.')
      }
    })
  })
}

async function handle(
  input: OpenidProviderInput,
  provider: Provider,
  serveProtocol: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLoopbackHost(request)) return sendProblem(response, 421, 'Unknown host', 'Open this provider as localhost.')
  const { pathname } = new URL(request.url ?? '/', oidcIssuer(input.port))
  if (!pathname.startsWith('/interaction/')) {
    if (!pathname.startsWith('/session/')) forgetSession(request)
    return serveProtocol(request, response)
  }

  const interaction = await provider.interactionDetails(request, response)
  const client = PEOPLE_OF[String(interaction.params.client_id)]
  if (!client) throw new Error('a sign-in for none of our clients')
  const people = client.people()
  const asked = request.method === 'POST' ? (await readForm(request)).get('person') : null
  const chosen = people.find((person) => person.userName === asked)
  if (chosen) {
    return provider.interactionFinished(request, response, { login: { accountId: chosen.userName, remember: false } })
  }
  sendPage(
    response,
    peoplePage({
      organisation: client.organisation,
      protocol: 'OpenID Connect',
      people,
      action: `/interaction/${interaction.uid}`,
      fields: {},
      formTarget: new URL(input.gatehouseUrl).origin,
    }),
  )
}

function makeProvider(input: OpenidProviderInput, people: Map<string, Person>): Provider {
  return new Provider(oidcIssuer(input.port), {
    adapter: OpenidMemory,
    clients: Object.keys(PEOPLE_OF).map((clientId) => ({
      client_id: clientId,
      client_secret: input.keys.clientSecret,
      redirect_uris: [`${input.gatehouseUrl}/api/sso/oidc/callback`],
      post_logout_redirect_uris: [`${input.gatehouseUrl}/api/sso/oidc/signed-out`],
      ...(input.backchannelLogoutUris?.[clientId]
        ? { backchannel_logout_uri: input.backchannelLogoutUris[clientId], backchannel_logout_session_required: true }
        : {}),
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'client_secret_post',
    })),
    jwks: { keys: [input.keys.privateJwk] },
    cookies: { keys: [input.keys.cookieKey] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: { res: ServerResponse; respond?: boolean }, form: string) => {
          context.respond = false
          sendPage(context.res, {
            title: 'Sign out (demo)',
            formTarget: new URL(input.gatehouseUrl).origin,
            body: `<h1>Sign out of the demo identity provider</h1>${form}<button class="row card" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
          })
        },
        postLogoutSuccessSource: (context: { res: ServerResponse; respond?: boolean }) => {
          context.respond = false
          sendPage(context.res, { title: 'Signed out', body: '<h1>You are signed out</h1>' })
        },
      },
    },
    // Logout tokens go to this machine, which the provider's own fetch would refuse.
    fetch: (url: string, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'groups'],
    },
    // Gatehouse reads the claims that decide identity from the signed ID token.
    conformIdTokenClaims: false,
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600, Session: 600 },
    findAccount: (_context: unknown, subject: string) => {
      const person = people.get(subject)
      return person && { accountId: subject, claims: () => claimsOf(person) }
    },
    // One client, and nothing to consent to.
    loadExistingGrant: async ({ oidc }: Context) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session?.accountId ?? '',
        clientId: oidc.client?.clientId ?? '',
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    renderError: (context: { res: ServerResponse; respond?: boolean }, out: { error: string }) => {
      context.respond = false
      sendProblem(
        context.res,
        400,
        'This sign-in request is refused',
        `${out.error}. Go back to Gatehouse and start again.`,
      )
    },
  })
}

/** A demo is about being several people in turn, so every sign-in begins without the provider's own session. */
function forgetSession(request: IncomingMessage): void {
  const cookies = (request.headers.cookie ?? '').split('; ').filter((cookie) => !cookie.startsWith('_session'))
  request.headers.cookie = cookies.join('; ')
}

function claimsOf(person: Person) {
  return {
    sub: person.userName,
    email: person.email,
    email_verified: true,
    name: person.displayName,
    given_name: person.givenName,
    family_name: person.familyName,
    groups: person.groups,
  }
}
