import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ssoCreateOutput, ssoListOutput } from '#contracts/sso.ts'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { connectTestProvider, TestBrowser, testPerson, traceOf } from '#testing/test-browser.ts'
import { testDatabase } from '#testing/test-database.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { samlMetadata } from '../../../demo/connections.ts'
import { createSsoConnection } from './create-sso-connection.ts'
import { deleteSsoConnection } from './delete-sso-connection.ts'
import { findTenantForSignIn } from './find-tenant-for-sign-in.ts'
import { closeJackson } from './jackson-adapter.ts'
import { migrateJackson } from './jackson-schema.ts'
import { listSsoConnections } from './list-sso-connections.ts'

let acme: TestTenant
let globex: TestTenant
let admin: TestPerson
let metadataXml: string

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  admin = await acme.person({ role: 'admin' })
  const { keys } = await connectTestProvider(await makeTestTenant())
  metadataXml = samlMetadata('http://127.0.0.1:9', keys.certificatePem)
})
afterAll(closeJackson)

const create = (actor: TestPerson, name: string, xml = metadataXml) =>
  createSsoConnection(authorize(actor, 'sso-connection:manage'), { protocol: 'saml', name, metadataXml: xml })
const list = (reader: TestPerson) => listSsoConnections(authorize(reader, 'sso-connection:read'))
const remove = (actor: TestPerson, input: { id: string; name: string }) =>
  deleteSsoConnection(authorize(actor, 'sso-connection:manage'), input)
const rows = () => storedRows('SELECT id FROM sso_connections')
const jacksonRecords = async () =>
  (await storedRows(`SELECT key FROM jackson.jackson_store WHERE key LIKE 'saml:config%'`)).length

describe('connecting an identity provider', () => {
  it('keeps its issuer and certificates, writes it down and offers it on the sign-in page', async () => {
    const made = await create(admin, 'Okta')
    expect(ssoCreateOutput.parse(made)).toEqual(made)
    expect(made).toMatchObject({
      name: 'Okta',
      protocol: 'saml',
      issuer: 'https://saml.acme.example/demo-identity-provider',
    })
    expect((await list(admin)).items).toContainEqual(made)
    expect((await acme.events('sso.connection.create')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      targets: [{ id: made.id }],
    })
    expect(await findTenantForSignIn(acme.slug, testRequest())).toMatchObject({
      slug: acme.slug,
      connections: [
        { id: made.id, name: 'Okta', startUrl: `/api/sso/authorize?tenant=${acme.slug}&connection=${made.id}` },
      ],
    })
  })

  it('shows the values that the provider asks for, which are the tenant’s own', async () => {
    const { ourValues } = ssoListOutput.parse(await list(admin))
    expect(ourValues).toEqual({
      signInUrl: `http://127.0.0.1:3000/sign-in/${acme.slug}`,
      saml: {
        acsUrl: 'http://127.0.0.1:3000/api/sso/saml/acs',
        entityId: `urn:gatehouse:tenant:${acme.id}`,
        sloUrl: `http://127.0.0.1:3000/api/sso/saml/${acme.id}/slo`,
        metadataUrl: `http://127.0.0.1:3000/api/sso/saml/${acme.id}/metadata`,
      },
      oidc: {
        redirectUri: 'http://127.0.0.1:3000/api/sso/oidc/callback',
        postLogoutRedirectUri: 'http://127.0.0.1:3000/api/sso/oidc/signed-out',
        backchannelLogoutUri: `http://127.0.0.1:3000/api/sso/oidc/${acme.id}/backchannel-logout`,
      },
    })
  })

  it('keeps nothing anywhere of one whose name is taken', async () => {
    await create(admin, 'Twice')
    const before = [await rows(), await jacksonRecords()]
    await expect(create(admin, 'TWICE')).rejects.toMatchObject({ code: 'conflict', path: '/name' })
    expect([await rows(), await jacksonRecords()]).toEqual(before)
  })

  it.each([
    ['something that is not XML', 'hello', /not readable XML/],
    [
      'a document with entities',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      /not readable XML/,
    ],
    ['other XML', '<a/>', /EntityDescriptor/],
    [
      'metadata of an application',
      '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"><SPSSODescriptor/></EntityDescriptor>',
      /no SAML 2.0 identity provider/,
    ],
  ])('refuses %s and says what to look for', async (_what, xml, message) => {
    const before = await rows()
    await expect(create(admin, 'Refused', xml)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
    })
    expect(await rows()).toEqual(before)
  })

  it('refuses metadata without a certificate, without the redirect binding or with a plain http address', async () => {
    const changed = (pattern: RegExp, by: string) => create(admin, 'Refused', metadataXml.replace(pattern, by))
    await expect(changed(/<KeyDescriptor.*<\/KeyDescriptor>/s, '')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(changed(/<SingleSignOnService[^>]*Redirect"[^>]*\/>/, '')).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(changed(/http:\/\/127\.0\.0\.1:9/g, 'http://idp.example')).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  it.each([
    'https://127.0.0.1/.well-known/openid-configuration',
    'https://169.254.169.254/.well-known/openid-configuration',
    'https://[::1]/.well-known/openid-configuration',
    'http://idp.example/.well-known/openid-configuration',
    'https://idp.example/other',
  ])('does not call %s', async (discoveryUrl) => {
    const scope = authorize(admin, 'sso-connection:manage')
    const attempt = createSsoConnection(scope, {
      protocol: 'oidc',
      name: 'Refused',
      discoveryUrl,
      clientId: 'a',
      clientSecret: 'b',
    })
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_input', path: '/discoveryUrl' })
  })

  it('needs sso-connection:manage, and calls nobody without it', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    await expect(create(viewer, 'Refused')).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'sso-connection:manage',
    })
    expect((await list(viewer)).items.length).toBeGreaterThan(0)
  })

  it('shows nothing of another tenant', async () => {
    const outsider = await globex.person({ role: 'owner' })
    expect((await list(outsider)).items).toEqual([])
    expect((await findTenantForSignIn(globex.slug, testRequest()))?.connections).toEqual([])
    expect(await findTenantForSignIn('no-such-tenant', testRequest())).toBeNull()
    expect(await findTenantForSignIn("x' OR true--", testRequest())).toBeNull()
  })

  it('asks as many queries for many connections as for few', async () => {
    const few = await countQueries(() => list(admin))
    for (let i = 0; i < 5; i++) await create(admin, `Another ${i}`)
    expect(await countQueries(() => list(admin))).toBe(few)
  })
})

describe('removing a connection', () => {
  it('closes the way in through it, writes it down and leaves nothing with Jackson', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ role: 'owner' })
    const provider = await connectTestProvider(tenant)
    const browser = new TestBrowser()
    await browser.signIn(provider, testPerson('somebody@x.test'))
    expect(await browser.whoami()).not.toBeNull()
    const before = await jacksonRecords()
    await remove(owner, { id: provider.connectionId, name: provider.connectionName })
    expect(await jacksonRecords()).toBe(before - 1)
    const gone = await browser.go(`/api/sso/authorize?tenant=${tenant.slug}&connection=${provider.connectionId}`)
    expect(traceOf(gone)).not.toBeNull()
    expect(await tenant.events('sso.connection.delete')).toHaveLength(1)
  })

  it('asks for the exact name', async () => {
    const { id } = await create(admin, 'Keep me')
    await expect(remove(admin, { id, name: 'keep me' })).rejects.toMatchObject({ code: 'invalid_input', path: '/name' })
    expect(await storedRows('SELECT 1 FROM sso_connections WHERE id = $1', [id])).toHaveLength(1)
  })

  it('answers a foreign connection like a missing one, and needs sso-connection:manage', async () => {
    const { id } = await create(admin, 'Stays')
    const outsider = await globex.person({ role: 'owner' })
    const [foreign, missing] = await Promise.allSettled([
      remove(outsider, { id, name: 'Stays' }),
      remove(outsider, { id: newId(), name: 'Stays' }),
    ])
    expect(foreign).toEqual(missing)
    expect(foreign).toMatchObject({ reason: { code: 'not_found' } })
    await expect(remove(await acme.person({ role: 'viewer' }), { id, name: 'Stays' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await storedRows('SELECT 1 FROM sso_connections WHERE id = $1', [id])).toHaveLength(1)
  })
})

describe('Jackson’s own schema', () => {
  it('is what its entities want, so that its next version cannot ask for more unnoticed', async () => {
    const fromJackson = createRequire(createRequire(import.meta.url).resolve('@boxyhq/saml-jackson'))
    const { DataSource } = fromJackson('typeorm')
    const entities = ['JacksonStore', 'JacksonIndex', 'JacksonTTL'].map(
      (name) => fromJackson(`./db/sql/entity/${name}`)[name],
    )
    const url = new URL(testDatabase().urls.superuser)
    url.searchParams.set('options', '-c search_path=jackson')
    const source = await new DataSource({ type: 'postgres', url: url.toString(), entities }).initialize()
    const { upQueries } = await source.driver.createSchemaBuilder().log()
    await source.destroy()
    // Jackson's own migrations say now() where its entities say CURRENT_TIMESTAMP: the same default.
    const wanted = upQueries
      .map((one: { query: string }) => one.query)
      .filter((query: string) => !/SET DEFAULT ('now'::text|CURRENT_TIMESTAMP|now\(\))/.test(query))
    expect(wanted).toEqual([])
  })

  it('is made again without harm, and belongs to the owner, not to the role that uses it', async () => {
    await migrateJackson(testDatabase().urls.owner)
    const owners = await storedRows<{ owner: string }>(
      `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname = 'jackson'`,
    )
    expect(owners).toEqual([{ owner: 'gatehouse_owner' }])
  })

  it('keeps what it holds encrypted', async () => {
    await create(admin, 'Secret')
    for (const { value } of await storedRows<{ value: string }>('SELECT value FROM jackson.jackson_store')) {
      expect(value).not.toMatch(/entityID|clientSecret|BEGIN/)
    }
  })
})
