import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { env } from '#server/platform/env.ts'
import { OpenidTestProvider } from '#testing/openid-test-provider.ts'
import { TestBrowser, traceOf } from '#testing/test-browser.ts'
import { makeTestTenant, type TestTenant } from '#testing/test-tenant.ts'
import { createSsoConnection } from './create-sso-connection.ts'
import { closeJackson } from './jackson-adapter.ts'
import { updateSsoConnection } from './update-sso-connection.ts'

// What was checked when a connection was made is checked again at every call, Jackson's own among them. The provider
// runs on this machine, which the demo alone may call.

process.env.GATEHOUSE_DEMO = '1'

const provider = new OpenidTestProvider()
let acme: TestTenant
let browser: TestBrowser
const asked: string[] = []

beforeAll(async () => {
  acme = await makeTestTenant()
  await provider.start(acme)
  provider.onRequest = (path) => asked.push(path)
})
beforeEach(() => {
  browser = new TestBrowser()
  asked.length = 0
})
afterAll(async () => {
  provider.stop()
  await closeJackson()
})

/** What the rest of this process takes for the configuration. */
async function outsideTheDemo<T>(work: () => Promise<T>): Promise<T> {
  const settings = env() as { GATEHOUSE_DEMO?: string }
  const before = settings.GATEHOUSE_DEMO
  delete settings.GATEHOUSE_DEMO
  try {
    return await work()
  } finally {
    Object.assign(settings, { GATEHOUSE_DEMO: before })
  }
}

it('asks a provider’s token, userinfo and key addresses where the demo allows this machine', async () => {
  const departure = await provider.leave(browser)
  expect(traceOf(await browser.go(provider.returnTo(departure, 'ada@acme.test')))).toBeNull()
  expect(asked).toEqual(['/token', '/me', '/jwks'])
})

it('calls none of them once they lead into our own network', async () => {
  const departure = await provider.leave(browser)
  const answer = await outsideTheDemo(() => browser.go(provider.returnTo(departure, 'ada@acme.test')))
  const trace = traceOf(answer)
  expect(trace).not.toBeNull()
  const rejected = (await acme.events('sign_in.reject')).find(({ metadata }) => metadata.traceId === trace)
  expect(rejected?.metadata.check).toBe('token')
  expect(asked).toEqual([])
  expect(await browser.whoami()).toBeNull()
})

it.each(['token_endpoint', 'userinfo_endpoint', 'jwks_uri'])(
  'refuses a provider whose configuration points %s at our own network',
  async (name) => {
    const owner = await acme.person({ role: 'owner' })
    const metadata = {
      issuer: 'https://192.0.2.1',
      authorization_endpoint: 'https://192.0.2.1/auth',
      token_endpoint: 'https://192.0.2.1/token',
      userinfo_endpoint: 'https://192.0.2.1/me',
      jwks_uri: 'https://192.0.2.1/jwks',
    }
    const create = (changed: object) =>
      createSsoConnection(authorize(owner, 'sso-connection:manage'), {
        protocol: 'oidc',
        name: `With ${name} ${Object.keys(changed).length}`,
        metadata: { ...metadata, ...changed },
        clientId: 'ours',
        clientSecret: 'secret',
      })
    for (const address of ['https://10.0.0.1/', 'https://169.254.169.254/', 'https://[::1]/', 'http://192.0.2.1/'])
      await expect(create({ [name]: address })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await create({})).toMatchObject({ issuer: 'https://192.0.2.1' })
  },
)

it('goes on with a new client id and secret, and with the old ones no more', async () => {
  const owner = await acme.person({ role: 'owner' })
  const before = { id: provider.clientId, secret: provider.clientSecret }
  provider.replaceClient()
  const refused = traceOf(await browser.go(provider.returnTo(await provider.leave(browser), 'ada@acme.test')))
  const rejected = (await acme.events('sign_in.reject')).find(({ metadata }) => metadata.traceId === refused)
  expect(rejected?.metadata.check).toBe('token')
  const scope = authorize(owner, 'sso-connection:manage')
  const client = {
    discoveryUrl: `${provider.issuer}/.well-known/openid-configuration`,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
  }
  const changed = await updateSsoConnection(scope, { id: provider.connectionId, client })
  expect(changed).toMatchObject({ provenAt: null, sloUrl: `${provider.issuer}/end` })
  expect((await acme.events('sso.connection.update')).at(-1)).toMatchObject({ metadata: { changed: ['client'] } })
  expect(JSON.stringify(await acme.events())).not.toContain(provider.clientSecret)
  const departure = await provider.leave(browser)
  const accepted = await browser.go(provider.returnTo(departure, 'ada@acme.test'))
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ email: 'ada@acme.test' })
  expect(before.id).not.toBe(provider.clientId)

  const elsewhere = { ...client, discoveryUrl: 'https://192.0.2.1/.well-known/openid-configuration' }
  await expect(updateSsoConnection(scope, { id: provider.connectionId, client: elsewhere })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  const admin = await (await makeTestTenant()).person({ role: 'owner' })
  await expect(
    updateSsoConnection(authorize(admin, 'sso-connection:manage'), { id: provider.connectionId, client }),
  ).rejects.toMatchObject({ code: 'not_found' })
})
