import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { env } from '#server/platform/env.ts'
import { signOut } from '#testing/sign-out.ts'
import { freePorts, TestBrowser } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import { demoConnections, OIDC_CLIENT_ID } from '../../../../demo/connections.ts'
import { demoKeys } from '../../../../demo/demo-keys.ts'
import { createOpenidProvider } from '../../../../demo/openid-provider.ts'
import { createSamlProvider } from '../../../../demo/saml-provider.ts'
import { createSsoConnection } from '../create-sso-connection.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { ourAddresses } from '../our-addresses.ts'

// Single logout with other people's providers: npm's samlp and oidc-provider, as the demo runs them.

process.env.GATEHOUSE_DEMO = '1'

const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-logout-'))
const servers: Server[] = []
const delivered: number[] = []
let acme: TestTenant
let globex: TestTenant
let saml: string
let openid: string
let samlPort: number

beforeAll(async () => {
  const [forSaml, forOpenid, forRelay] = (await freePorts(3)) as [number, number, number]
  samlPort = forSaml
  const keys = demoKeys(dataDir)
  const gatehouseUrl = env().GATEHOUSE_URL
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  const readMetadata = async (url: string) => (await new TestBrowser().go(url)).text()
  // Gatehouse's own address is served inside this process: logout tokens are passed on to it as they came.
  const relay = createServer((request, response) => {
    void text(request).then(async (body) => {
      const form = Object.fromEntries(new URLSearchParams(body))
      const { status } = await new TestBrowser().go(ourAddresses(globex.id).backchannelLogoutUri, form)
      delivered.push(status)
      response.writeHead(status).end()
    })
  })
  servers.push(
    relay.listen(forRelay, '127.0.0.1'),
    createSamlProvider({ port: forSaml, gatehouseUrl, keys: keys.saml, readMetadata }).listen(forSaml, '127.0.0.1'),
    createOpenidProvider({
      port: forOpenid,
      gatehouseUrl,
      keys: keys.oidc,
      backchannelLogoutUris: { [OIDC_CLIENT_ID]: `http://127.0.0.1:${forRelay}/logout` },
    }).listen(forOpenid, '127.0.0.1'),
  )
  const connections = demoConnections({ dataDir, samlPort: forSaml, oidcPort: forOpenid })
  const manage = (tenant: TestTenant) => systemScope(tenant.id, 'seed', 'sso-connection:manage')
  saml = (await createSsoConnection(manage(acme), connections.acme)).id
  const { protocol, name, metadata, clientId, clientSecret } = connections.globex
  openid = (await createSsoConnection(manage(globex), { protocol, name, metadata, clientId, clientSecret })).id
  await storedRows('UPDATE sso_connections SET single_logout = true WHERE id = ANY($1)', [[saml, openid]])
})
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections()
  await closeJackson()
  rmSync(dataDir, { recursive: true, force: true })
})

const isOurs = (url: string) => new URL(url).origin === new URL(env().GATEHOUSE_URL).origin
const startAt = async (browser: TestBrowser, tenant: TestTenant, connection: string) =>
  (await browser.go(`/api/sso/authorize?${new URLSearchParams({ tenant: tenant.slug, connection })}`)).headers.get(
    'location',
  ) ?? ''
const hidden = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )

/** Follows redirects until one leads to us, or a page is shown. */
async function follow(
  browser: TestBrowser,
  response: Response,
  from: string,
): Promise<{ home?: string; page?: string; at: string }> {
  let [at, base] = [response, from]
  for (let hop = 0; hop < 12; hop++) {
    const location = at.headers.get('location')
    if (!location) return { page: await at.text(), at: base }
    base = new URL(location, base).toString()
    if (isOurs(base)) return { home: base, at: base }
    at = await browser.go(base)
  }
  throw new Error('too many redirects')
}

async function signedInAtAcme(): Promise<TestBrowser> {
  const browser = new TestBrowser()
  const url = new URL(await startAt(browser, acme, saml))
  const chosen = await browser.go(`${url.origin}/sso`, {
    SAMLRequest: url.searchParams.get('SAMLRequest') ?? '',
    RelayState: url.searchParams.get('RelayState') ?? '',
    person: 'ada.okafor@acme.example',
  })
  const accepted = await browser.go('/api/sso/saml/acs', hidden(await chosen.text()))
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ name: 'Ada Okafor' })
  return browser
}

async function signedInAtGlobex(): Promise<TestBrowser> {
  const browser = new TestBrowser()
  const departure = await startAt(browser, globex, openid)
  const { at } = await follow(browser, await browser.go(departure), departure)
  const { home } = await follow(browser, await browser.go(at, { person: 'jonas.weber@globex.example' }), at)
  await browser.go((await browser.go(home ?? '')).headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ name: 'Jonas Weber' })
  return browser
}

it('signs out at samlp, which verifies our LogoutRequest, and takes its signed answer', async () => {
  const browser = await signedInAtAcme()
  const leaving = await browser.go(await signOut(browser))
  const { home } = await follow(browser, leaving, env().GATEHOUSE_URL)
  expect(home).toContain('SAMLResponse=')
  const landed = await browser.go(home ?? '')
  expect(landed.headers.get('location')).toBe(`/sign-in/${acme.slug}?out=everywhere`)
  expect(await (await fetch(`http://127.0.0.1:${samlPort}/sessions`)).text()).toContain('Nobody is signed in')
})

it('is refused by samlp once our request has been altered on the way', async () => {
  const browser = await signedInAtAcme()
  const url = new URL((await browser.go(await signOut(browser))).headers.get('location') ?? '')
  url.searchParams.set('RelayState', 'changed')
  expect((await browser.go(url.toString())).status).toBe(400)
  expect(await browser.whoami()).toBeNull()
})

it('ends the session that samlp ends, and samlp verifies our signed answer', async () => {
  const browser = await signedInAtAcme()
  const provider = `http://127.0.0.1:${samlPort}`
  const pages = await (await fetch(`${provider}/sessions`)).text()
  const ends = [...pages.matchAll(/href="(\/slo\?end=[^"]+)"/g)].at(-1)?.[1] ?? ''
  const courier = new TestBrowser()
  const { home } = await follow(courier, await courier.go(`${provider}${ends}`), provider)
  expect(home).toContain(`/api/sso/saml/${acme.id}/slo?SAMLRequest=`)
  const answered = await courier.go(home ?? '')
  expect(await browser.whoami()).toBeNull()
  const { page } = await follow(courier, answered, env().GATEHOUSE_URL)
  expect(page).toContain('You are signed out')
  expect((await acme.events('session.end_by_provider')).at(-1)).toMatchObject({ metadata: { sessions: 1 } })
})

it('signs out at oidc-provider and comes back to where it is registered', async () => {
  const browser = await signedInAtGlobex()
  const { page, at } = await follow(browser, await browser.go(await signOut(browser)), env().GATEHOUSE_URL)
  expect(await browser.whoami()).toBeNull()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page ?? '')?.[1] ?? ''
  const confirmed = await browser.go(new URL('/session/end/confirm', at).toString(), { xsrf, logout: 'yes' })
  const { home } = await follow(browser, confirmed, at)
  const landed = await browser.go(home ?? '')
  expect(landed.headers.get('location')).toBe(`/sign-in/${globex.slug}?out=everywhere`)
})

it('ends a session by the logout token of oidc-provider', async () => {
  const browser = await signedInAtGlobex()
  delivered.length = 0
  const [sealed] = await storedRows<{ kept: number }>(
    'SELECT count(*)::int AS kept FROM provider_sessions WHERE connection_id = $1',
    [openid],
  )
  expect(sealed?.kept).toBeGreaterThan(0)
  // The provider ends its own session without us: a sign-out that begins there.
  const base = new URL(await startAt(browser, globex, openid)).origin
  const { page, at } = await follow(browser, await browser.go(`${base}/session/end`), base)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page ?? '')?.[1] ?? ''
  await browser.go(new URL('/session/end/confirm', at).toString(), { xsrf, logout: 'yes' })
  expect(delivered).toEqual([200])
  expect(await browser.whoami()).toBeNull()
  expect((await globex.events('session.end_by_provider')).at(-1)).toMatchObject({
    metadata: { protocol: 'oidc', sessions: 1 },
  })
})
