import { hkdfSync } from 'node:crypto'
import {
  controllers,
  type IConnectionAPIController,
  type IOAuthController,
  type OIDCSSOConnectionWithMetadata,
} from '@boxyhq/saml-jackson'
import { env } from '#server/platform/env.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { perProcess } from '#server/platform/per-process.ts'
import type { OpenidDiscovery } from './fetch-openid-discovery.ts'
import { holdProviderCalls } from './hold-provider-calls.ts'
import { ourAddresses } from './our-addresses.ts'

type ServerMetadata = OIDCSSOConnectionWithMetadata['oidcMetadata']

// The only importer of Jackson (dependency-cruiser: `only-the-adapter-imports-jackson`). It is never trusted alone:
// it lets a caller's hints choose a connection, lets a code be exchanged twice and keeps no replay cache. So it gets
// a connection by its own client id only, its codes never leave this process, and what it says is compared with
// what our guard read.

type Jackson = { connections: IConnectionAPIController; oauth: IOAuthController; close(): Promise<void> }

/** Jackson refuses an entity ID that another of its tenants registered first; so all connections share one and differ by product. */
const ONE_TENANT = 'gatehouse'
/** Where Jackson believes that it sends browsers with its code. They never go there: the code is taken in process. */
const NOWHERE = 'https://gatehouse.invalid/code'
const SLOWEST_PROVIDER_MS = 15_000

export type JacksonProfile = {
  id: string
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  raw: Record<string, unknown>
  /** OpenID Connect only. */
  idToken?: string
  requested: { client_id?: string; state?: string; tenant?: string; product?: string }
}

/** What Jackson keeps of an OpenID Connect request and its provider, for our own look at the ID token. */
export type OpenidRequest = { nonce: string; clientId: string; jwksUri: string }

export type NewJacksonConnection =
  | { protocol: 'saml'; metadataXml: string }
  | { protocol: 'oidc'; metadata: OpenidDiscovery; clientId: string; clientSecret: string }

/** Registers a connection and answers with the client id by which alone it is used. */
export async function registerWithJackson(
  tenantId: string,
  connectionId: string,
  input: NewJacksonConnection,
): Promise<string> {
  const { connections } = await jackson()
  const { entityId } = ourAddresses(tenantId)
  const common = {
    tenant: ONE_TENANT,
    product: jacksonProduct(tenantId, connectionId),
    redirectUrl: [NOWHERE],
    defaultRedirectUrl: NOWHERE,
  }
  const record =
    input.protocol === 'saml'
      ? await connections.createSAMLConnection({
          ...common,
          rawMetadata: input.metadataXml,
          samlAudienceOverride: entityId,
        })
      : await connections.createOIDCConnection({
          ...common,
          oidcMetadata: input.metadata as ServerMetadata,
          oidcClientId: input.clientId,
          oidcClientSecret: input.clientSecret,
        })
  return record.clientID
}

export async function removeFromJackson(tenantId: string, connectionId: string): Promise<void> {
  const { connections } = await jackson()
  await connections.deleteConnections({ tenant: ONE_TENANT, product: jacksonProduct(tenantId, connectionId) })
}

type StartInput = {
  clientId: string
  state: string
  codeChallenge: string
  /** The person has to prove anew who they are, whatever session the provider holds. */
  anew: boolean
}

/** The address at the identity provider to send the browser to. @throws Error where Jackson has none. */
export async function startAtJackson(input: StartInput): Promise<URL> {
  const { oauth } = await jackson()
  const { redirect_url } = await withinTime(
    oauth.authorize({
      client_id: input.clientId,
      response_type: 'code',
      redirect_uri: NOWHERE,
      state: input.state,
      code_challenge: input.codeChallenge,
      code_challenge_method: 'S256',
      ...(input.anew ? { forceAuthn: 'true' } : {}),
    }),
  )
  if (!redirect_url) throw new Error('Jackson gave no address to go to')
  const url = new URL(redirect_url)
  // Errors come back as a redirect to the client.
  if (url.searchParams.has('error')) throw new Error('Jackson refused to start')
  if (input.anew && !url.searchParams.has('SAMLRequest')) {
    // Jackson forwards no parameters of OpenID Connect; the request is not signed, so they can be added.
    url.searchParams.set('prompt', 'login')
    url.searchParams.set('max_age', '0')
  }
  return url
}

/**
 * What an ID token must fit. Jackson verifies no signature of one that came over TLS, so it is told to hand the token
 * on as well: the session is Jackson's own (26.2.0), and nothing else of it is touched.
 * @throws Error where Jackson knows no such request
 */
export async function openidRequestOf(state: string, jacksonClientId: string): Promise<OpenidRequest> {
  const { oauth } = await jackson()
  const { sessionStore } = oauth as unknown as { sessionStore: JacksonStore }
  const key = state.replace(/^boxyhq_jackson_/, '')
  const session = await withinTime(sessionStore.get(key))
  const nonce = session?.oidcNonce
  if (typeof nonce !== 'string') throw new Error('Jackson knows no such request')
  const client = await openidClientOf(jacksonClientId)
  await sessionStore.put(key, { ...session, includeOidcTokensInAssertion: true })
  return { nonce, ...client }
}

/** What Jackson keeps of our client at an OpenID provider, but for its secret. @throws Error where it knows none */
export async function openidClientOf(jacksonClientId: string): Promise<{ clientId: string; jwksUri: string }> {
  const { connections } = await jackson()
  const [connection] = (await withinTime(connections.getConnections({ clientID: jacksonClientId }))) as {
    oidcProvider?: { clientId?: string; metadata?: { jwks_uri?: string } }
  }[]
  const { clientId, metadata } = connection?.oidcProvider ?? {}
  if (!clientId || !metadata?.jwks_uri) throw new Error('Jackson knows no such client')
  return { clientId, jwksUri: metadata.jwks_uri }
}

type JacksonStore = {
  get(key: string): Promise<Record<string, unknown> | null>
  put(key: string, value: Record<string, unknown>): Promise<unknown>
}

type AnswerInput = { state: string; codeVerifier: string } & (
  | { samlResponse: string; relayState: string }
  | { oidcParameters: Record<string, string> }
)

/** Lets Jackson validate the provider's answer and exchanges its code on the spot. @throws Error where Jackson refuses. */
export async function profileFromJackson(input: AnswerInput): Promise<JacksonProfile> {
  const { oauth } = await jackson()
  const { redirect_url, error } = await withinTime<{ redirect_url?: string; error?: string }>(
    'samlResponse' in input
      ? oauth.samlResponse({ SAMLResponse: input.samlResponse, RelayState: input.relayState })
      : oauth.oidcAuthzResponse(input.oidcParameters),
  )
  if (error || !redirect_url) throw new Error('Jackson refused the response')
  const url = new URL(redirect_url)
  const code = url.searchParams.get('code')
  if (!code || url.searchParams.get('state') !== input.state || `${url.origin}${url.pathname}` !== NOWHERE) {
    throw new Error('Jackson answered another request')
  }
  const { access_token } = await oauth.token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: NOWHERE,
    code_verifier: input.codeVerifier,
  })
  const profile = (await oauth.userInfo(access_token)) as unknown as JacksonProfile
  return withoutTokens(profile)
}

const TOKENS = ['id_token', 'access_token', 'refresh_token', 'token_type', 'expires_at', 'scope']

/** The provider's tokens stand beside the claims and go no further; only the ID token is looked at once more. */
function withoutTokens(profile: JacksonProfile): JacksonProfile {
  const { raw } = profile
  if (!raw || typeof raw.id_token !== 'string') return profile
  const claims = Object.fromEntries(Object.entries(raw).filter(([name]) => !TOKENS.includes(name)))
  return { ...profile, raw: claims, idToken: raw.id_token }
}

/** Tenant ids and connection ids hold no full stop, so two connections never share a product. */
export function jacksonProduct(tenantId: string, connectionId: string): string {
  return `${tenantId}.${connectionId}`
}

/** For tests, which end before the process does: its connections and timers would outlive the database. */
export async function closeJackson(): Promise<void> {
  await (await holder().opened)?.close()
}

type Holder = { opened?: Promise<Jackson> }

function holder(): Holder {
  return perProcess('jackson', (): Holder => ({}))
}

/** Opened at first use, once a process; a failure is not remembered. */
function jackson(): Promise<Jackson> {
  const held = holder()
  held.opened ??= openJackson().catch((error: unknown) => {
    delete held.opened
    throw error
  })
  return withinTime(held.opened)
}

async function openJackson(): Promise<Jackson> {
  holdProviderCalls()
  const { GATEHOUSE_URL, GATEHOUSE_KEK, DATABASE_URL_SSO } = env()
  const url = new URL(DATABASE_URL_SSO)
  // What it writes for a sign-in lives for minutes, and a commit of ours that does wait always follows what it writes
  // of a connection: the log is flushed in order, so neither can be lost without the other.
  url.searchParams.set('options', '-c search_path=jackson -c synchronous_commit=off')
  const key = hkdfSync('sha256', Buffer.from(GATEHOUSE_KEK, 'base64'), '', 'gatehouse/jackson-store/v1', 32)
  const made = await controllers({
    externalUrl: GATEHOUSE_URL,
    samlPath: '/api/sso/saml/acs',
    oidcPath: '/api/sso/oidc/callback',
    samlAudience: `${GATEHOUSE_URL}/api/sso`,
    idpEnabled: false,
    noAnalytics: true,
    openid: { redirectExactMatch: true },
    // A trace would keep whole assertions; ours are the audit event and the log line with the same id.
    ssoTraces: { disable: true },
    db: {
      engine: 'sql',
      type: 'postgres',
      url: url.toString(),
      manualMigration: true,
      encryptionKey: Buffer.from(key).toString('base64'),
      ttl: 600,
    },
    // Its messages may quote what it was given.
    logger: { info: () => {}, warn: () => noted('warn'), error: () => noted('error') },
  })
  return { connections: made.connectionAPIController, oauth: made.oauthController, close: made.close }
}

function noted(level: 'warn' | 'error'): void {
  logger()[level === 'warn' ? 'debug' : 'warn']({ library: 'jackson' }, 'the sign-in library reported a problem')
}

/** Jackson has no time limit of its own, neither for a provider's answer nor for a database that is away. */
async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), SLOWEST_PROVIDER_MS)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
