import { verify, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  byPost,
  byRedirect,
  type LogoutFacts,
  logoutResponseXml,
  messageIn,
  RSA_SHA1,
} from '#testing/forge-logout-message.ts'
import { signOut } from '#testing/sign-out.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { ourAddresses } from '../our-addresses.ts'
import { samlKeyCertificate } from '../saml-key-certificate.ts'

// SAML profiles §4.4: a person signs out here, and their provider is asked to sign them out as well.

let acme: TestTenant
let provider: TestIdentityProvider
let theirs: TestIdentityProvider
let browser: TestBrowser
let people = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
  theirs = await connectTestProvider(await makeTestTenant())
  await passOn(true)
})
beforeEach(async () => {
  browser = new TestBrowser()
  people += 1
  const departure = await browser.leaveFor(provider)
  const person = testPerson(`ada${people}@acme.test`)
  const xml = await respond(provider, departure, { person, options: { sessionIndex: `index-${people}` } })
  await browser.go((await browser.post(xml, departure.relayState)).headers.get('location') ?? '')
  expect(await browser.whoami()).not.toBeNull()
})
afterAll(closeJackson)

const passOn = (on: boolean) =>
  storedRows('UPDATE sso_connections SET single_logout = $2 WHERE id = $1', [provider.connectionId, on])
const sloUrl = () => ourAddresses(acme.id).sloUrl

type Departure = { url: URL; xml: string; id: string; relayState: string }

async function leave(): Promise<Departure> {
  const onward = await signOut(browser)
  // Ours ends first: whatever becomes of the rest.
  expect(await browser.whoami()).toBeNull()
  const location = (await browser.go(onward)).headers.get('location') ?? ''
  const url = new URL(location)
  const xml = messageIn(location, 'SAMLRequest')
  return { url, xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState: url.searchParams.get('RelayState') ?? '' }
}

const answer = (departure: Departure, changes: Partial<LogoutFacts> = {}) =>
  logoutResponseXml({ issuer: provider.entityId, destination: sloUrl(), inResponseTo: departure.id, ...changes })
const redirected = (departure: Departure, xml: string, keys = provider.keys) =>
  browser.go(byRedirect(sloUrl(), 'SAMLResponse', xml, { keys, relayState: departure.relayState }))
const everywhere = () => `/sign-in/${acme.slug}?out=everywhere`
const onlyHere = () => `/sign-in/${acme.slug}?out=here`

async function expectRefused(work: () => Promise<Response>, check: string): Promise<void> {
  const before = (await acme.events('sign_out.reject')).length
  const response = await work()
  expect(response.headers.get('location')).toBe(onlyHere())
  expect((await acme.events('sign_out.reject')).slice(before).map(({ metadata }) => metadata)).toMatchObject([
    { check, from: 'answer' },
  ])
  expect(await browser.whoami()).toBeNull()
}

describe('signing out', () => {
  it('leaves for the provider with a LogoutRequest that the certificate in our metadata verifies', async () => {
    const departure = await leave()
    expect(departure.url.origin + departure.url.pathname).toBe('http://127.0.0.1:9/slo')
    expect(departure.xml).toContain(`ada${people}@acme.test</saml:NameID>`)
    expect(departure.xml).toContain('Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"')
    expect(departure.xml).toContain(`>index-${people}</saml2p:SessionIndex>`)
    expect(departure.xml).toContain(ourAddresses(acme.id).entityId)
    const metadata = await (await browser.go(`/api/sso/saml/${acme.id}/metadata`)).text()
    const certificate = (await samlKeyCertificate('saml-signing', acme.id, testRequest())) as Buffer
    expect(metadata).toContain(certificate.toString('base64'))
    expect(metadata).toContain(`HTTP-Redirect" Location="${sloUrl()}"`)
    const [octets, signature] = departure.url.search.slice(1).split('&Signature=') as [string, string]
    const key = new X509Certificate(certificate).publicKey
    expect(verify('sha256', Buffer.from(octets), key, Buffer.from(decodeURIComponent(signature), 'base64'))).toBe(true)
  })

  it('says that it holds everywhere once the provider has answered, and writes each step down', async () => {
    const seen = (await acme.events()).length
    const departure = await leave()
    const answered = await redirected(departure, answer(departure))
    expect(answered.headers.get('location')).toBe(everywhere())
    expect((await acme.events()).slice(seen).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['session.revoke', 'sign_out.start', 'sign_out.confirm']),
    )
    const rows = await storedRows(
      'SELECT 1 FROM provider_sessions p JOIN sessions s ON s.id = p.session_id WHERE s.revoked_at IS NOT NULL',
    )
    expect(rows).toEqual([])
  })

  it('takes the answer by HTTP-POST as well', async () => {
    const departure = await leave()
    const form = { ...byPost('SAMLResponse', answer(departure), provider.keys), RelayState: departure.relayState }
    expect((await browser.go(sloUrl(), form)).headers.get('location')).toBe(everywhere())
  })

  it('leaves by a form where the provider takes nothing else', async () => {
    await storedRows(`UPDATE sso_connections SET idp_slo_binding = 'post' WHERE id = $1`, [provider.connectionId])
    const page = await browser.go(await signOut(browser))
    await storedRows(`UPDATE sso_connections SET idp_slo_binding = 'redirect' WHERE id = $1`, [provider.connectionId])
    const html = await page.text()
    const xml = Buffer.from(/name="SAMLRequest" value="([^"]+)"/.exec(html)?.[1] ?? '', 'base64').toString()
    expect(xml).toContain('<SignatureValue>')
    expect(html).toContain('action="http://127.0.0.1:9/slo"')
  })

  it('stays here where single logout is off, and where the provider has no address for it', async () => {
    await passOn(false)
    expect(await signOut(browser)).not.toContain('sign-out?state')
    await passOn(true)
    await browser.signIn(provider, testPerson(`ada${people}@acme.test`))
    await storedRows('UPDATE sso_connections SET idp_slo_url = NULL, idp_slo_binding = NULL WHERE id = $1', [
      provider.connectionId,
    ])
    expect(await signOut(browser)).not.toContain('sign-out?state')
    await storedRows(
      `UPDATE sso_connections SET idp_slo_url = 'http://127.0.0.1:9/slo', idp_slo_binding = 'redirect' WHERE id = $1`,
      [provider.connectionId],
    )
    expect(await browser.whoami()).toBeNull()
  })

  it('leaves once, and only the browser that signed out', async () => {
    const onward = await signOut(browser)
    expect((await new TestBrowser().go(onward)).headers.get('location')).toBe(onlyHere())
    expect((await browser.go(onward)).headers.get('location')).toContain('http://127.0.0.1:9/slo')
    expect((await browser.go(onward)).headers.get('location')).toBe(onlyHere())
    expect((await browser.go('/api/sso/sign-out?state=//evil.example')).headers.get('location')).toBe('/sign-in')
  })
})

describe('an answer of the provider', () => {
  let departure: Departure
  beforeEach(async () => {
    departure = await leave()
  })

  it('that reports a failure opens nothing again, and the person is told', async () => {
    await expectRefused(() => redirected(departure, answer(departure, { status: 'Responder' })), 'status')
  })

  it('without a signature, or under another certificate, is refused', async () => {
    const { relayState } = departure
    const unsigned = byRedirect(sloUrl(), 'SAMLResponse', answer(departure), { keys: null, relayState })
    await expectRefused(() => browser.go(unsigned), 'signature')
    await expectRefused(() => redirected(departure, answer(departure), theirs.keys), 'signature')
    const form = { ...byPost('SAMLResponse', answer(departure), theirs.keys), RelayState: relayState }
    await expectRefused(() => browser.go(sloUrl(), form), 'signature')
    const weak = { keys: provider.keys, relayState, algorithm: RSA_SHA1 }
    await expectRefused(() => browser.go(byRedirect(sloUrl(), 'SAMLResponse', answer(departure), weak)), 'signature')
    expect((await redirected(departure, answer(departure))).headers.get('location')).toBe(everywhere())
  })

  it('to another request, for another address or of another provider is refused', async () => {
    await expectRefused(() => redirected(departure, answer(departure, { inResponseTo: '_other' })), 'in_response_to')
    await expectRefused(
      () => redirected(departure, answer(departure, { destination: 'https://x.test/' })),
      'destination',
    )
    await expectRefused(() => redirected(departure, answer(departure, { issuer: theirs.entityId })), 'issuer')
    const old = new Date(Date.now() - 8 * 60_000)
    await expectRefused(() => redirected(departure, answer(departure, { at: old })), 'conditions')
  })

  it('with a DOCTYPE is refused', async () => {
    await expectRefused(() => redirected(departure, `<!DOCTYPE a>${answer(departure)}`), 'document')
  })

  it('counts once, and only in the browser that signed out', async () => {
    const url = byRedirect(sloUrl(), 'SAMLResponse', answer(departure), {
      keys: provider.keys,
      relayState: departure.relayState,
    })
    await expectRefused(() => new TestBrowser().go(url), 'browser')
    expect((await browser.go(url)).headers.get('location')).toBe(everywhere())
    await expectRefused(() => browser.go(url), 'single_use')
  })

  it('with a state that is not ours is refused', async () => {
    const url = byRedirect(sloUrl(), 'SAMLResponse', answer(departure), { keys: provider.keys, relayState: 'made-up' })
    const before = (await acme.events()).length
    expect((await browser.go(url)).headers.get('location')).toBe(onlyHere())
    expect(await acme.events()).toHaveLength(before)
  })
})
