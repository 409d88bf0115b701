import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import samlp from 'samlp'
import { SAML_ENTITY_ID } from './connections.ts'
import type { DemoKeys } from './demo-keys.ts'
import { escapeHtml, readForm, sendPage } from './demo-page.ts'

const EMAIL_NAME_ID = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const TENANT = /^urn:gatehouse:tenant:([0-9a-f-]{36})$/

type Participant = {
  serviceProviderId: string
  nameId: string
  nameIdFormat: string
  sessionIndex: string
  serviceProviderLogoutURL: string
  binding: string
  /** What its messages must be signed with; read from its metadata when they come. */
  cert?: string
}
type Callback<T = void> = (error?: Error | null, value?: T) => void

export type SamlLogoutInput = {
  gatehouseUrl: string
  keys: DemoKeys['saml']
  /** The service provider's own metadata; fetched from it where nothing else is said. */
  readMetadata?: (url: string) => Promise<string>
}

/** Single logout at the demo provider, both ways: npm's `samlp` with what it is to remember kept in memory. */
export class SamlLogout {
  readonly #input: SamlLogoutInput
  readonly #sessions = new Map<string, Participant>()
  readonly #states = new Map<string, object>()

  constructor(input: SamlLogoutInput) {
    this.#input = input
  }

  /** A person signs in: the index under which this session is known to the service provider. */
  begin(serviceProviderId: string, nameId: string): string {
    const sessionIndex = `_${randomUUID()}`
    const tenantId = TENANT.exec(serviceProviderId)?.[1] ?? ''
    this.#sessions.set(sessionIndex, {
      serviceProviderId,
      nameId,
      nameIdFormat: EMAIL_NAME_ID,
      sessionIndex,
      serviceProviderLogoutURL: `${this.#input.gatehouseUrl}/api/sso/saml/${tenantId}/slo`,
      binding: REDIRECT,
    })
    return sessionIndex
  }

  /** The sessions that stand, each with a button that ends it from here. */
  list(response: ServerResponse): void {
    const rows = [...this.#sessions.values()]
      .map(
        ({ nameId, sessionIndex }) =>
          `<a class="row" href="/slo?end=${encodeURIComponent(sessionIndex)}">${escapeHtml(nameId)}<span class="soft">Sign out everywhere</span></a>`,
      )
      .join('')
    sendPage(response, {
      title: 'Sessions at Acme (demo)',
      body: `<h1>Sessions at Acme</h1><p class="soft">Ending one here asks Gatehouse to end its own.</p><div class="card">${rows || '<p class="row">Nobody is signed in.</p>'}</div>`,
    })
  }

  /** GET and POST /slo: messages of the service provider, or (`end`) a sign-out that begins here. */
  async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const query = Object.fromEntries(url.searchParams)
    const body = request.method === 'POST' ? Object.fromEntries(await readForm(request)) : {}
    const begun = query.end === undefined ? undefined : this.#sessions.get(query.end)
    const participants = begun ? [begun] : [...this.#sessions.values()]
    for (const one of participants) one.cert ??= await this.#certificateOf(one.serviceProviderId)
    await new Promise<void>((resolve, reject) => {
      const logout = samlp.logout({
        issuer: SAML_ENTITY_ID,
        cert: this.#input.keys.certificatePem,
        key: this.#input.keys.privateKeyPem,
        signatureAlgorithm: 'rsa-sha256',
        digestAlgorithm: 'sha256',
        protocolBinding: REDIRECT,
        deflate: true,
        sessionParticipants: this.#participants(begun),
        store: this.#store(),
      })
      const answer = {
        set: (name: string, value: string) => response.setHeader(name, value),
        send: (sent: unknown) => {
          if (sent === 200) sendPage(response, { title: 'Signed out', body: '<h1>You are signed out</h1>' })
          else response.end(String(sent))
          resolve()
        },
        redirect: (to: string) => {
          response.writeHead(302, { location: to, 'cache-control': 'no-store' }).end()
          resolve()
        },
      }
      logout({ query: begun ? {} : query, body, url: request.url ?? '', method: request.method }, answer, (error) =>
        reject(error ?? new Error('samlp did not answer')),
      )
    })
  }

  /** One service provider at a time: no other session is to be asked for while one is ended. */
  #participants(begun: Participant | undefined) {
    const sessions = this.#sessions
    let ending = begun
    return {
      hasElements: () => ending !== undefined,
      getFirst: (done: Callback<Participant>) => done(null, ending),
      get: (_issuer: string, indices: string[] | undefined, nameId: string, done: Callback<Participant>) =>
        done(
          null,
          [...sessions.values()].find((one) => indices?.includes(one.sessionIndex) && one.nameId === nameId),
        ),
      remove: (_issuer: string, sessionIndex: string, _nameId: string, done: Callback) => {
        sessions.delete(sessionIndex)
        ending = undefined
        done()
      },
    }
  }

  #store() {
    const states = this.#states
    return {
      save(_request: unknown, state: object, done: Callback<string>) {
        const handle = randomUUID()
        states.set(handle, state)
        done(null, handle)
      },
      load(
        _request: unknown,
        handle: string,
        options: { destroy?: boolean } | Callback<object>,
        done?: Callback<object>,
      ) {
        const state = states.get(handle)
        if (typeof options === 'function') return options(null, state)
        if (options.destroy) states.delete(handle)
        done?.(null, state)
      },
      update(_request: unknown, handle: string, state: object, done: Callback) {
        states.set(handle, state)
        done()
      },
    }
  }

  async #certificateOf(serviceProviderId: string): Promise<string> {
    const address = `${this.#input.gatehouseUrl}/api/sso/saml/${TENANT.exec(serviceProviderId)?.[1] ?? ''}/metadata`
    const read = this.#input.readMetadata ?? (async (url: string) => (await fetch(url)).text())
    const key = /<KeyDescriptor use="signing">.*?<ds:X509Certificate>([^<]+)</s.exec(await read(address))?.[1]
    if (!key) throw new Error('the service provider’s metadata names no signing certificate')
    return `-----BEGIN CERTIFICATE-----\n${key.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`
  }
}
