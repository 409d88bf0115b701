import { generateKeyPairSync } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { createSsoConnection, resolveSession } from '#server/domains/identity/index.ts'
import { env } from '#server/platform/env.ts'
import { samlMetadata } from '../demo/connections.ts'
import { selfSignedCertificate } from '../demo/self-signed-certificate.ts'
import { type SignSamlResponseInput, signSamlResponse } from '../demo/sign-saml-response.ts'
import { clockHeader, overHttp } from './sign-in-server.ts'
import { systemScope, type TestTenant, testRequest } from './test-tenant.ts'

export { freePorts } from '../../scripts/lib/ports.mjs'

export type TestIdentityProvider = {
  entityId: string
  connectionId: string
  connectionName: string
  keys: { privateKeyPem: string; certificatePem: string }
  tenant: TestTenant
}

/** A tenant's own SAML identity provider, with a key of its own, connected as the seed connects one. */
export async function connectTestProvider(
  tenant: TestTenant,
  entityId = `https://idp.${tenant.slug}.test`,
  connectionName = `Provider ${entityId}`,
  scope: Parameters<typeof createSsoConnection>[0] = systemScope(tenant.id, 'seed', 'sso-connection:manage'),
): Promise<TestIdentityProvider> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedCertificate({
      privateKey,
      commonName: entityId,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 86_400_000),
    }),
  }
  const metadataXml = samlMetadata('http://127.0.0.1:9', keys.certificatePem).replace(
    /entityID="[^"]*"/,
    `entityID="${entityId}"`,
  )
  const { id } = await createSsoConnection(scope, { protocol: 'saml', name: connectionName, metadataXml })
  return { entityId, connectionId: id, connectionName, keys, tenant }
}

export type Departure = { url: URL; relayState: string; requestId: string; audience: string; acsUrl: string }
export type Person = SignSamlResponseInput['person']

export function testPerson(userName: string): Person {
  return { userName, email: userName, givenName: 'Test', familyName: 'Person', groups: [] }
}

/** A browser with its cookies. Everything goes over HTTP: our own addresses to a server of this process. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  readonly #foreign = new Map<string, Map<string, string>>()
  /** The clock that our side reads. */
  now: () => Date = () => new Date()
  readonly #clock = clockHeader(() => this.now())

  async go(address: string, form?: Record<string, string>): Promise<Response> {
    const url = new URL(address, env().GATEHOUSE_URL)
    const own = url.origin === new URL(env().GATEHOUSE_URL).origin
    const jar = own ? this.cookies : this.#jarOf(url.origin)
    const headers: Record<string, string> = own
      ? { 'x-forwarded-for': '192.0.2.7', 'user-agent': 'test browser', ...this.#clock }
      : { 'user-agent': 'test browser' }
    if (jar.size > 0) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = new Request(url, {
      method: form ? 'POST' : 'GET',
      headers,
      redirect: 'manual',
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    const response = own ? await overHttp(request) : await fetch(request)
    for (const cookie of response.headers.getSetCookie()) keep(jar, cookie)
    return response
  }

  /** Leaves for a SAML provider; what the browser then carries. */
  async leaveFor(provider: TestIdentityProvider, extra: Record<string, string> = {}): Promise<Departure> {
    const query = new URLSearchParams({ tenant: provider.tenant.slug, connection: provider.connectionId, ...extra })
    const response = await this.go(`/api/sso/authorize?${query}`)
    const url = new URL(response.headers.get('location') ?? '', env().GATEHOUSE_URL)
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
    const read = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? ''
    return {
      url,
      relayState: url.searchParams.get('RelayState') ?? '',
      requestId: read(/ ID="([^"]+)"/),
      audience: read(/<saml:Issuer[^>]*>([^<]+)</),
      acsUrl: read(/AssertionConsumerServiceURL="([^"]+)"/),
    }
  }

  post(samlResponse: string, relayState: string): Promise<Response> {
    return this.go('/api/sso/saml/acs', {
      SAMLResponse: Buffer.from(samlResponse).toString('base64'),
      RelayState: relayState,
    })
  }

  /** Signs in at a SAML provider to the end. */
  async signIn(provider: TestIdentityProvider, person: Person): Promise<Response> {
    const departure = await this.leaveFor(provider)
    const accepted = await this.post(await respond(provider, departure, { person }), departure.relayState)
    return this.go(accepted.headers.get('location') ?? '')
  }

  /** Who our side takes this browser for. */
  whoami() {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return resolveSession(new Headers({ cookie }), testRequest(), this.now)
  }

  #jarOf(origin: string): Map<string, string> {
    const jar = this.#foreign.get(origin) ?? new Map<string, string>()
    this.#foreign.set(origin, jar)
    return jar
  }
}

/** A response to a departure, correct but for what is changed. */
export function respond(
  provider: Pick<TestIdentityProvider, 'keys' | 'entityId'>,
  departure: Departure,
  changes: Partial<SignSamlResponseInput> = {},
): Promise<string> {
  return signSamlResponse({
    keys: provider.keys,
    person: testPerson('ada@acme.test'),
    acsUrl: departure.acsUrl,
    audience: departure.audience,
    inResponseTo: departure.requestId,
    ...changes,
    options: { issuer: provider.entityId, ...changes.options },
  })
}

/** The trace number of the page that a refused sign-in leads to; null where it was not refused. */
export function traceOf(response: Response): string | null {
  // What is unreadable is answered with 400, and the browser goes to the same page.
  const location = response.headers.get('location') ?? response.headers.get('refresh')?.replace('0; url=', '') ?? ''
  return location.startsWith('/sign-in/error?')
    ? new URLSearchParams(location.slice('/sign-in/error?'.length)).get('trace')
    : null
}

function keep(jar: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, equals).trim()
  const value = pair.slice(equals + 1)
  const gone = value === '' || attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
  if (gone) jar.delete(name)
  else jar.set(name, value)
}
