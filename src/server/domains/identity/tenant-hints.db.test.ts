import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectRefusal } from '#testing/refusals.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'

// Five ways led from tenant A's provider into tenant B on a bare Jackson. Whatever names a connection in a request,
// in whatever spelling, the pending request's own connection is the one that counts.

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let foreign: TestIdentityProvider
let foreignClient: string
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
  foreign = await connectTestProvider(globex)
  const [row] = await storedRows<{ id: string }>('SELECT jackson_client_id AS id FROM sso_connections WHERE id = $1', [
    foreign.connectionId,
  ])
  foreignClient = row?.id ?? ''
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const product = () => `${globex.id}.${foreign.connectionId}`
const encodedTenant = () => `tenant=gatehouse&product=${product()}`
const HINTS: readonly [name: string, value: () => string][] = [
  ['idp_hint', () => foreignClient],
  ['IDP_HINT', () => foreignClient],
  ['idpHint', () => foreignClient],
  ['idp%5Fhint', () => foreignClient],
  ['idp_hint[]', () => foreignClient],
  ['idp_hint%00', () => foreignClient],
  ['client_id', () => foreignClient],
  ['client_id', encodedTenant],
  ['client_id', () => encodeURIComponent(encodedTenant())],
  ['client_id', () => Buffer.from(encodedTenant()).toString('base64')],
  ['client_id', () => 'dummy'],
  ['CLIENT_ID', () => foreignClient],
  ['resource', encodedTenant],
  ['access_type', encodedTenant],
  ['scope', encodedTenant],
  ['product', product],
  ['Tenant', () => globex.slug],
  ['tenant[]', () => globex.slug],
  ['tenant_id', () => globex.id],
  ['login_hint', () => `owner@${globex.slug}.test`],
  ['entityId', () => foreign.entityId],
]

describe('a hint at another tenant’s connection', () => {
  it.each(HINTS.map(([name, value], index) => [index, name, value] as const))(
    'has no effect on leaving, nor beside the response (%d: %s)',
    async (_index, name, value) => {
      const departure = await browser.leaveFor(provider, { [name]: value() })
      expect(departure.audience).toBe(`urn:gatehouse:tenant:${acme.id}`)
      made += 1
      const person = testPerson(`person${made}@${acme.slug}.test`)
      const SAMLResponse = Buffer.from(await respond(provider, departure, { person })).toString('base64')
      const fields = { SAMLResponse, RelayState: departure.relayState, [name]: value() }
      const accepted = await browser.go(`/api/sso/saml/acs?${new URLSearchParams({ [name]: value() })}`, fields)
      expect(traceOf(accepted)).toBeNull()
      await browser.go(`${accepted.headers.get('location')}&${new URLSearchParams({ [name]: value() })}`)
      expect(await browser.whoami()).toMatchObject({ tenantId: acme.id, email: person.email })
    },
  )

  it('does not lend tenant A’s provider to tenant B’s request', async () => {
    const departure = await browser.leaveFor(foreign, { idp_hint: foreignClient })
    const SAMLResponse = Buffer.from(await respond(provider, departure)).toString('base64')
    const fields = { SAMLResponse, RelayState: departure.relayState, idp_hint: provider.connectionId }
    await expectRefusal(() => browser.go('/api/sso/saml/acs', fields), { check: 'issuer', tenant: globex, browser })
    expect(traceOf(await browser.post(await respond(foreign, departure), departure.relayState))).toBeNull()
  })

  it('is refused as the tenant or connection itself, where the two are not of one tenant', async () => {
    for (const [tenant, connection] of [
      [acme.slug, foreign.connectionId],
      [globex.slug, provider.connectionId],
      [acme.slug.toUpperCase(), provider.connectionId],
      [acme.id, provider.connectionId],
      [acme.slug, provider.connectionId.toUpperCase()],
      [acme.slug, foreignClient],
    ]) {
      const query = new URLSearchParams({ tenant: tenant as string, connection: connection as string })
      expect(traceOf(await browser.go(`/api/sso/authorize?${query}`))).not.toBeNull()
    }
    expect((await browser.leaveFor(provider)).audience).toContain(acme.id)
  })
})

describe('a code', () => {
  it('issued for tenant A is not exchanged by tenant B', async () => {
    const owner = new TestBrowser()
    const departure = await owner.leaveFor(provider)
    made += 1
    const person = testPerson(`person${made}@${acme.slug}.test`)
    const accepted = await owner.post(await respond(provider, departure, { person }), departure.relayState)
    const callback = accepted.headers.get('location') ?? ''
    await browser.leaveFor(foreign)
    await expectRefusal(() => browser.go(callback), { check: 'code', tenant: acme, browser })
    await expectRefusal(() => browser.go(`${callback}&tenant=${globex.slug}`), { check: 'code', tenant: acme, browser })
    expect(traceOf(await owner.go(callback))).toBeNull()
    expect(await owner.whoami()).toMatchObject({ tenantId: acme.id })
  })
})
