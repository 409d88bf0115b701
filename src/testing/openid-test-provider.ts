import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createSsoConnection } from '#server/domains/identity/index.ts'
import { env } from '#server/platform/env.ts'
import type { TestBrowser } from './test-browser.ts'
import { systemScope, type TestTenant } from './test-tenant.ts'

/** How a provider answers, where it does not answer correctly. */
export type Misbehaviour = {
  header?: Record<string, unknown>
  /** Laid over the right claims; `undefined` takes one away. */
  claims?: Record<string, unknown>
  userinfo?: Record<string, unknown>
  /** Signs in place of the provider's present key. */
  key?: KeyObject
  /** HMAC under this in place of a signature. */
  hmac?: string | Buffer
  unsigned?: true
}

export type OpenidDeparture = { state: string; nonce: string; challenge: string; redirectUri: string }

/** An OpenID provider over HTTP that signs what it is told to. It checks PKCE and redirect address as a real one does. */
export class OpenidTestProvider {
  clientId = `client-${randomBytes(4).toString('hex')}`
  clientSecret = randomBytes(16).toString('hex')
  readonly #answers = new Map<string, { departure: OpenidDeparture; how: Misbehaviour; subject: string }>()
  #server: Server | undefined
  issuer = ''
  key = rsa()
  keyId = 'key-1'
  connectionId = ''
  tenant!: TestTenant
  /** Sees the path of every request. */
  onRequest: (path: string) => void = () => {}

  async start(tenant: TestTenant, name = 'Provider under test'): Promise<this> {
    this.#server = createServer((request, response) => void this.#answer(request, response))
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve))
    this.issuer = `http://localhost:${(this.#server.address() as AddressInfo).port}`
    this.tenant = tenant
    const scope = systemScope(tenant.id, 'seed', 'sso-connection:manage')
    const { id } = await createSsoConnection(scope, {
      protocol: 'oidc',
      name,
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      metadata: this.metadata(),
    })
    this.connectionId = id
    return this
  }

  stop(): void {
    this.#server?.close().closeAllConnections()
  }

  metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/auth`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/me`,
      jwks_uri: `${this.issuer}/jwks`,
      end_session_endpoint: `${this.issuer}/end`,
    }
  }

  /** Registers another client in place of the one there was. */
  replaceClient(): void {
    this.clientId = `client-${randomBytes(4).toString('hex')}`
    this.clientSecret = randomBytes(16).toString('hex')
  }

  /** Replaces the signing key; from then on only the new one is published. */
  rotate(): KeyObject {
    const withdrawn = this.key
    this.key = rsa()
    this.keyId = `key-${randomBytes(3).toString('hex')}`
    return withdrawn
  }

  publicPem(): string {
    return createPublicKey(this.key).export({ type: 'spki', format: 'pem' }) as string
  }

  async leave(browser: TestBrowser): Promise<OpenidDeparture> {
    const query = new URLSearchParams({ tenant: this.tenant.slug, connection: this.connectionId })
    const { headers } = await browser.go(`/api/sso/authorize?${query}`)
    const { searchParams } = new URL(headers.get('location') ?? '', env().GATEHOUSE_URL)
    const read = (name: string) => searchParams.get(name) ?? ''
    return {
      state: read('state'),
      nonce: read('nonce'),
      challenge: read('code_challenge'),
      redirectUri: read('redirect_uri'),
    }
  }

  /** The address that the provider sends the browser back to; the token behind its code is the one asked for. */
  returnTo(departure: OpenidDeparture, subject: string, how: Misbehaviour = {}): string {
    const code = randomBytes(16).toString('hex')
    this.#answers.set(code, { departure, how, subject })
    return `/api/sso/oidc/callback?${new URLSearchParams({ code, state: departure.state, iss: this.issuer })}`
  }

  publishedKeys() {
    return [{ ...createPublicKey(this.key).export({ format: 'jwk' }), kid: this.keyId, use: 'sig', alg: 'RS256' }]
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const { pathname } = new URL(request.url ?? '/', this.issuer)
    this.onRequest(pathname)
    if (pathname === '/.well-known/openid-configuration') return void json(200, this.metadata())
    if (pathname === '/jwks') {
      return void json(200, { keys: this.publishedKeys() })
    }
    if (pathname === '/me') {
      const { subject, how } = this.#byToken(request.headers.authorization?.slice('Bearer '.length) ?? '')
      return void json(200, { ...person(subject), ...how.claims, ...how.userinfo })
    }
    if (pathname !== '/token') return void json(404, {})
    const form = new URLSearchParams(await text(request))
    // RFC 6749 §5.2: whoever asks is the client that is registered now.
    if (!this.#isClient(request, form)) return void json(401, { error: 'invalid_client' })
    const code = form.get('code') ?? ''
    const answer = this.#answers.get(code)
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!answer || verifier !== answer.departure.challenge || form.get('redirect_uri') !== answer.departure.redirectUri)
      return void json(400, { error: 'invalid_grant' })
    const id_token = this.idToken(answer)
    json(200, { access_token: `at-${code}`, token_type: 'Bearer', expires_in: 300, id_token })
  }

  #isClient(request: IncomingMessage, form: URLSearchParams): boolean {
    const basic = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString()
    const [id, secret] = basic.includes(':')
      ? basic.split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')]
    return id === this.clientId && secret === this.clientSecret
  }

  #byToken(token: string) {
    const found = this.#answers.get(token.slice('at-'.length))
    if (!found) throw new Error('an access token of nobody')
    return found
  }

  idToken({ departure, how, subject }: { departure: { nonce: string }; how: Misbehaviour; subject: string }): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      aud: this.clientId,
      exp: now + 300,
      iat: now,
      nonce: departure.nonce,
      ...person(subject),
      ...how.claims,
    }
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signedText = `${part({ alg: 'RS256', kid: this.keyId, ...how.header })}.${part(claims)}`
    if (how.unsigned) return `${signedText}.`
    const signature = how.hmac
      ? createHmac('sha256', how.hmac).update(signedText).digest()
      : sign('sha256', Buffer.from(signedText), how.key ?? this.key)
    return `${signedText}.${signature.toString('base64url')}`
  }
}

export function rsa(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey
}

function person(email: string) {
  return { sub: email, email, email_verified: true, given_name: 'Test', family_name: 'Person' }
}
