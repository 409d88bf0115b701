import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { env } from '#server/platform/env.ts'
import { freePorts, TestBrowser, traceOf } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import { demoConnections } from '../../../demo/connections.ts'
import { demoKeys } from '../../../demo/demo-keys.ts'
import { createOpenidProvider } from '../../../demo/openid-provider.ts'
import { createSamlProvider } from '../../../demo/saml-provider.ts'
import { createSsoConnection } from './create-sso-connection.ts'
import { TOKEN_CHECKS } from './guard/openid/guard-id-token.ts'
import { closeJackson } from './jackson-adapter.ts'
import { getSignInTrace } from './trace/get-sign-in-trace.ts'
import { listSignInTraces } from './trace/list-sign-in-traces.ts'

// Plain http is called on this machine only, and only by the demo.
process.env.GATEHOUSE_DEMO = '1'

const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-demo-'))
const servers: Server[] = []
let acme: TestTenant
let globex: TestTenant
let samlConnection: string
let openidConnection: string
let browser: TestBrowser

beforeAll(async () => {
  const [samlPort, oidcPort] = (await freePorts(2)) as [number, number]
  const keys = demoKeys(dataDir)
  const gatehouseUrl = env().GATEHOUSE_URL
  servers.push(createSamlProvider({ port: samlPort, gatehouseUrl, keys: keys.saml }).listen(samlPort, '127.0.0.1'))
  servers.push(createOpenidProvider({ port: oidcPort, gatehouseUrl, keys: keys.oidc }).listen(oidcPort, '127.0.0.1'))
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  const connections = demoConnections({ dataDir, samlPort, oidcPort })
  const manage = (tenant: TestTenant) => systemScope(tenant.id, 'seed', 'sso-connection:manage')
  samlConnection = (await createSsoConnection(manage(acme), connections.acme)).id
  const { protocol, name, metadata, clientId, clientSecret } = connections.globex
  openidConnection = (await createSsoConnection(manage(globex), { protocol, name, metadata, clientId, clientSecret }))
    .id
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections()
  await closeJackson()
  rmSync(dataDir, { recursive: true, force: true })
})

const start = async (tenant: TestTenant, connection: string) =>
  (await browser.go(`/api/sso/authorize?${new URLSearchParams({ tenant: tenant.slug, connection })}`)).headers.get(
    'location',
  ) ?? ''

/** The fields of the first form on a page. */
function fieldsOf(html: string): Record<string, string> {
  const form = /<form[^>]*>([\s\S]*?)<\/form>/.exec(html)?.[1] ?? ''
  return Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
}

/** Follows redirects until one leads back to us, and answers with that one. */
async function followHome(response: Response, base: string): Promise<string> {
  let at = response
  let from = base
  for (let hop = 0; hop < 10; hop++) {
    const location = at.headers.get('location')
    if (!location) throw new Error(`no redirect but ${at.status}: ${(await at.text()).slice(0, 200)}`)
    const next = new URL(location, from)
    if (next.origin === new URL(env().GATEHOUSE_URL).origin) return next.toString()
    from = next.toString()
    at = await browser.go(from)
  }
  throw new Error('too many redirects')
}

async function chooseAtGlobex(email: string): Promise<string> {
  const departure = await start(globex, openidConnection)
  const sent = await browser.go(departure)
  const interaction = new URL(sent.headers.get('location') ?? '', departure).toString()
  const page = await (await browser.go(interaction)).text()
  expect(page).toContain('demo identity provider')
  return followHome(await browser.go(interaction, { person: email }), interaction)
}

describe('the demo SAML provider over HTTP', () => {
  it('signs Ada in to Acme from its page of people', async () => {
    const address = await start(acme, samlConnection)
    const page = await (await browser.go(address)).text()
    expect(page).toContain('Ada Okafor')
    const url = new URL(address)
    const chosen = await browser.go(`${url.origin}/sso`, {
      SAMLRequest: url.searchParams.get('SAMLRequest') ?? '',
      RelayState: url.searchParams.get('RelayState') ?? '',
      person: 'ada.okafor@acme.example',
    })
    const fields = fieldsOf(await chosen.text())
    const accepted = await browser.go('/api/sso/saml/acs', fields)
    expect(traceOf(accepted)).toBeNull()
    await browser.go(accepted.headers.get('location') ?? '')
    expect(await browser.whoami()).toMatchObject({
      tenantId: acme.id,
      name: 'Ada Okafor',
      email: 'ada.okafor@acme.example',
    })
  })

  it('answers no other service than the console', async () => {
    const request = Buffer.from(
      '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" AssertionConsumerServiceURL="https://evil.example/acs"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">x</saml:Issuer></samlp:AuthnRequest>',
    ).toString('base64')
    const url = new URL(await start(acme, samlConnection))
    const refused = await browser.go(`${url.origin}/sso`, { SAMLRequest: request, person: 'ada.okafor@acme.example' })
    expect(refused.status).toBe(403)
    expect(await refused.text()).not.toContain('SAMLResponse')
  })
})

describe('the demo OpenID provider over HTTP', () => {
  it('signs Jonas in to Globex and writes every step down', async () => {
    const seen = (await globex.events()).length
    const accepted = await browser.go(await chooseAtGlobex('jonas.weber@globex.example'))
    expect(traceOf(accepted)).toBeNull()
    const landed = await browser.go(accepted.headers.get('location') ?? '')
    expect(landed.headers.get('location')).toBe(`/t/${globex.slug}/overview`)
    expect(await browser.whoami()).toMatchObject({
      tenantId: globex.id,
      name: 'Jonas Weber',
      email: 'jonas.weber@globex.example',
    })
    expect((await globex.events()).slice(seen).map((event) => event.action)).toEqual([
      'sign_in.start',
      'user.create',
      'sign_in.accept',
      'session.create',
    ])
  })

  const refusedWith = async (response: Response, tenant: TestTenant = globex) => {
    const trace = traceOf(response)
    expect(trace).not.toBeNull()
    expect(await browser.whoami()).toBeNull()
    return (await tenant.events('sign_in.reject')).find((event) => event.metadata.traceId === trace)?.metadata.check
  }

  it('accepts a response once', async () => {
    const callback = await chooseAtGlobex('priya.raman@globex.example')
    expect(traceOf(await browser.go(callback))).toBeNull()
    expect(await refusedWith(await browser.go(callback))).toBe('single_use')
  })

  it('turns ten arrivals of one response at once into one session at most', async () => {
    const callback = await chooseAtGlobex('priya.raman@globex.example')
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.go(callback)))
    expect(answers.filter((answer) => traceOf(answer) === null).length).toBeLessThanOrEqual(1)
  })

  it('refuses a response in a browser that did not ask for it', async () => {
    const callback = await chooseAtGlobex('priya.raman@globex.example')
    browser = new TestBrowser()
    expect(await refusedWith(await browser.go(callback))).toBe('browser')
  })

  it.each([
    ['another issuer (mix-up)', 'issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['a code that the provider never gave', 'token', (url: URL) => url.searchParams.set('code', 'made-up')],
    ['a failure of the provider', 'status', (url: URL) => url.searchParams.set('error', 'access_denied')],
    ['a parameter that comes twice', 'parameters', (url: URL) => url.searchParams.append('code', 'second')],
  ])('refuses %s', async (_what, check, change) => {
    const url = new URL(await chooseAtGlobex('priya.raman@globex.example'))
    change(url)
    expect(await refusedWith(await browser.go(url.toString()))).toBe(check)
  })

  it('refuses a state that is not ours, and one of a SAML request', async () => {
    const url = new URL(await chooseAtGlobex('priya.raman@globex.example'))
    url.searchParams.set('state', 'boxyhq_jackson_00000000000000000000000000000000')
    expect(await refusedWith(await browser.go(url.toString()))).toBeUndefined()
    url.searchParams.set('state', new URL(await start(acme, samlConnection)).searchParams.get('RelayState') ?? '')
    expect(await refusedWith(await browser.go(url.toString()), acme)).toBe('protocol')
  })

  it('refuses one person’s code under another request of the same browser', async () => {
    const first = new URL(await chooseAtGlobex('priya.raman@globex.example'))
    const second = new URL(await chooseAtGlobex('jonas.weber@globex.example'))
    second.searchParams.set('code', first.searchParams.get('code') ?? '')
    expect(await refusedWith(await browser.go(second.toString()))).toBe('token')
  })

  it('is traced step by step like any other, with the claims decoded and no token among them', async () => {
    const auditor = await globex.person({ role: 'auditor' })
    const read = authorize(auditor, 'sign-in-trace:read')
    const accepted = await browser.go(await chooseAtGlobex('jonas.weber@globex.example'))
    await browser.go(accepted.headers.get('location') ?? '')
    const [latest] = (await listSignInTraces(read, { limit: 1 })).items
    const trace = await getSignInTrace(read, { id: latest?.id as string })
    expect(trace).toMatchObject({ protocol: 'oidc', outcome: 'signed_in', person: { name: 'Jonas Weber' } })
    expect(trace.steps.map(({ outcome }) => outcome)).toEqual(Array(6).fill('passed'))
    expect(trace.steps.flatMap(({ checks }) => checks.map(({ name }) => name))).toEqual(
      expect.arrayContaining(['parameters', 'issuer', 'status', ...TOKEN_CHECKS.map(({ name }) => name), 'subject']),
    )
    const claims = trace.received?.children ?? []
    expect(claims.find(({ name }) => name === 'iss')?.value).toMatchObject({ kind: 'plain' })
    expect(claims.find(({ name }) => name === 'sub')?.value).toMatchObject({ kind: 'personal', text: null })
    const [row] = await storedRows<{ row: string }>('SELECT t::text AS row FROM sign_in_traces t WHERE id = $1', [
      trace.id,
    ])
    expect(row?.row).not.toContain('eyJ')

    const url = new URL(await chooseAtGlobex('jonas.weber@globex.example'))
    url.searchParams.set('iss', 'https://evil.example')
    const refused = await getSignInTrace(read, { id: traceOf(await browser.go(url.toString())) as string })
    expect(refused).toMatchObject({ outcome: 'rejected', failedCheck: 'issuer' })
    expect(refused.steps.find(({ stage }) => stage === 'guard')?.checks).toMatchObject([
      { name: 'parameters', outcome: 'passed' },
      { name: 'issuer', outcome: 'failed', advice: expect.stringContaining('issuer') },
      { name: 'status', outcome: 'not_reached' },
    ])
  })

  it('stores no token of the provider where the console can read it', async () => {
    const rows = await storedRows<{ row: string }>(
      'SELECT r::text AS row FROM sign_in_requests r UNION ALL SELECT s::text FROM sessions s',
    )
    for (const { row } of rows) expect(row).not.toMatch(/eyJ|@/)
  })
})
