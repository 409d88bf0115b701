import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Context, Provider } from 'oidc-provider'
import { type DemoPerson, demoPeople } from '../../prisma/seed/demo-people.ts'
import { OIDC_CLIENT_ID, oidcIssuer } from './connections.ts'
import type { DemoKeys } from './demo-keys.ts'
import { isLoopbackHost, peoplePage, readForm, sendPage, sendProblem } from './demo-page.ts'
import { OpenidMemory } from './openid-memory.ts'

export type OpenidProviderInput = { port: number; gatehouseUrl: string; keys: DemoKeys['oidc'] }

/** Globex's OpenID provider: npm's `oidc-provider` behind a page that lets anybody be anybody. */
export function createOpenidProvider(input: OpenidProviderInput): Server {
  const people = new Map(demoPeople('globex').map((person) => [person.userName, person]))
  const provider = makeProvider(input, people)
  const serveProtocol = provider.callback()
  return createServer((request, response) => {
    handle(input, provider, serveProtocol, people, request, response).catch((error: unknown) => {
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
  people: Map<string, DemoPerson>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLoopbackHost(request)) return sendProblem(response, 421, 'Unknown host', 'Open this provider as localhost.')
  const { pathname } = new URL(request.url ?? '/', oidcIssuer(input.port))
  if (!pathname.startsWith('/interaction/')) {
    forgetSession(request)
    return serveProtocol(request, response)
  }

  const interaction = await provider.interactionDetails(request, response)
  const chosen = request.method === 'POST' ? people.get((await readForm(request)).get('person') ?? '') : undefined
  if (chosen) {
    return provider.interactionFinished(request, response, { login: { accountId: chosen.userName, remember: false } })
  }
  sendPage(
    response,
    peoplePage({
      organisation: 'Globex',
      protocol: 'OpenID Connect',
      people: [...people.values()],
      action: `/interaction/${interaction.uid}`,
      fields: {},
      formTarget: new URL(input.gatehouseUrl).origin,
    }),
  )
}

function makeProvider(input: OpenidProviderInput, people: Map<string, DemoPerson>): Provider {
  return new Provider(oidcIssuer(input.port), {
    adapter: OpenidMemory,
    clients: [
      {
        client_id: OIDC_CLIENT_ID,
        client_secret: input.keys.clientSecret,
        redirect_uris: [`${input.gatehouseUrl}/api/sso/oidc/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [input.keys.privateJwk] },
    cookies: { keys: [input.keys.cookieKey] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
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

function claimsOf(person: DemoPerson) {
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
