import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  byPost,
  byRedirect,
  type LogoutFacts,
  logoutRequestXml,
  messageIn,
  RSA_SHA1,
} from '#testing/forge-logout-message.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { ourAddresses } from '../our-addresses.ts'

// SAML profiles §4.4.3.3: the provider ends a session. Its message comes through somebody's browser.

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let theirs: TestIdentityProvider
let ada: TestBrowser
const courier = new TestBrowser()
let people = 0
let name = ''

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
  theirs = await connectTestProvider(globex)
  for (const one of [provider, theirs]) await passOn(one, true)
})
beforeEach(async () => {
  people += 1
  name = `ada${people}@acme.test`
  ada = await signedIn(provider, name, 'index-1')
})
afterAll(closeJackson)

const passOn = (at: TestIdentityProvider, on: boolean) =>
  storedRows('UPDATE sso_connections SET single_logout = $2 WHERE id = $1', [at.connectionId, on])

async function signedIn(at: TestIdentityProvider, userName: string, sessionIndex: string): Promise<TestBrowser> {
  const browser = new TestBrowser()
  const departure = await browser.leaveFor(at)
  const person = testPerson(userName)
  const xml = await respond(at, departure, { person, options: { sessionIndex } })
  const accepted = await browser.post(xml, departure.relayState)
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ email: userName })
  return browser
}

const sloUrl = (tenant = acme) => ourAddresses(tenant.id).sloUrl
const asked = (changes: Partial<LogoutFacts> = {}) =>
  logoutRequestXml({ issuer: provider.entityId, destination: sloUrl(), nameId: name, ...changes })
const redirected = (xml: string, keys = provider.keys, relayState = 'theirs to keep') =>
  courier.go(byRedirect(sloUrl(), 'SAMLRequest', xml, { keys, relayState }))

/** Refused with a safe answer, recorded once under the check where the connection is known, and nobody signed out. */
async function expectRefused(work: () => Promise<Response>, check: string, status = 400): Promise<void> {
  const before = (await acme.events('sign_out.reject')).length
  const response = await work()
  expect(response.status).toBe(status)
  expect(await response.text()).not.toMatch(/signature|issuer|NameID/i)
  const recorded = (await acme.events('sign_out.reject')).slice(before)
  expect(recorded.map(({ metadata }) => metadata)).toMatchObject([{ check, from: 'provider' }])
  expect(await ada.whoami()).toMatchObject({ email: name })
}

describe('a LogoutRequest of the provider', () => {
  it('by HTTP-Redirect ends the sessions of that person and is answered, signed, with what it came with', async () => {
    const other = await signedIn(provider, `other${people}@acme.test`, 'index-9')
    const response = await redirected(asked({ id: '_asked', sessionIndexes: ['index-1'] }))
    expect(await ada.whoami()).toBeNull()
    expect(await other.whoami()).not.toBeNull()
    const location = response.headers.get('location') ?? ''
    const xml = messageIn(location, 'SAMLResponse')
    expect(xml).toContain('InResponseTo="_asked"')
    expect(xml).toContain('status:Success')
    expect(xml).toContain(ourAddresses(acme.id).entityId)
    expect(new URL(location).searchParams.get('RelayState')).toBe('theirs to keep')
    expect(new URL(location).searchParams.get('SigAlg')).toMatch(/rsa-sha256$/)
    expect((await acme.events('session.end_by_provider')).at(-1)).toMatchObject({
      outcome: { result: 'success' },
      metadata: { connectionId: provider.connectionId, protocol: 'saml', sessions: 1 },
    })
  })

  it('by HTTP-POST does the same', async () => {
    const response = await courier.go(sloUrl(), {
      ...byPost('SAMLRequest', asked(), provider.keys),
      RelayState: 'kept',
    })
    expect(response.status).toBe(303)
    expect(await ada.whoami()).toBeNull()
  })

  it('is answered by HTTP-POST where the provider takes nothing else', async () => {
    await storedRows(`UPDATE sso_connections SET idp_slo_binding = 'post' WHERE id = $1`, [provider.connectionId])
    const response = await redirected(asked())
    const html = await response.text()
    await storedRows(`UPDATE sso_connections SET idp_slo_binding = 'redirect' WHERE id = $1`, [provider.connectionId])
    const value = /name="SAMLResponse" value="([^"]+)"/.exec(html)?.[1] ?? ''
    expect(Buffer.from(value, 'base64').toString()).toContain('<SignatureValue>')
    expect(response.headers.get('content-security-policy')).toContain('form-action http://127.0.0.1:9;')
    expect(await ada.whoami()).toBeNull()
  })

  it('ends the session that it names and leaves the person’s others alone; without an index it ends all', async () => {
    const phone = await signedIn(provider, name, 'index-2')
    await redirected(asked({ sessionIndexes: ['index-1'] }))
    expect([await ada.whoami(), await phone.whoami()]).toEqual([null, expect.anything()])
    ada = await signedIn(provider, name, 'index-3')
    await redirected(asked())
    expect([await ada.whoami(), await phone.whoami()]).toEqual([null, null])
  })

  it('for nobody who is signed in is answered all the same', async () => {
    expect((await redirected(asked({ nameId: 'nobody@acme.test' }))).status).toBe(303)
    expect(await ada.whoami()).not.toBeNull()
  })

  it('without a signature is refused', async () => {
    await expectRefused(() => courier.go(byRedirect(sloUrl(), 'SAMLRequest', asked(), { keys: null })), 'signature')
    await expectRefused(() => courier.go(sloUrl(), byPost('SAMLRequest', asked(), null)), 'signature')
  })

  it('signed with another tenant’s certificate is refused', async () => {
    await expectRefused(() => redirected(asked(), theirs.keys), 'signature')
    await expectRefused(() => courier.go(sloUrl(), byPost('SAMLRequest', asked(), theirs.keys)), 'signature')
  })

  it('signed with SHA-1 is refused', async () => {
    const algorithm = RSA_SHA1
    const how = { keys: provider.keys, algorithm }
    await expectRefused(() => courier.go(byRedirect(sloUrl(), 'SAMLRequest', asked(), how)), 'signature')
    await expectRefused(
      () => courier.go(sloUrl(), byPost('SAMLRequest', asked(), provider.keys, { algorithm })),
      'signature',
    )
  })

  it('changed after it was signed is refused', async () => {
    const url = byRedirect(sloUrl(), 'SAMLRequest', asked({ nameId: 'nobody@acme.test' }), { keys: provider.keys })
    const changed = byRedirect(sloUrl(), 'SAMLRequest', asked(), { keys: null }).split('?')[1]
    await expectRefused(() => courier.go(`${sloUrl()}?${changed}&${url.split('&').slice(1).join('&')}`), 'signature')
    const { SAMLRequest } = byPost('SAMLRequest', asked({ nameId: 'nobody@acme.test' }), provider.keys)
    const altered = Buffer.from(SAMLRequest as string, 'base64')
      .toString()
      .replace('nobody@acme.test', name)
    const form = { SAMLRequest: Buffer.from(altered).toString('base64') }
    await expectRefused(() => courier.go(sloUrl(), form), 'signature')
  })

  it('whose RelayState or message comes twice is refused, whichever is meant', async () => {
    const url = byRedirect(sloUrl(), 'SAMLRequest', asked(), { keys: provider.keys, relayState: 'kept' })
    await expectRefused(() => courier.go(`${url}&RelayState=other`), 'signature')
    const before = (await acme.events()).length
    expect((await courier.go(`${url}&SAMLRequest=AAAA`)).status).toBe(400)
    expect(await acme.events()).toHaveLength(before)
  })

  it('for another address is refused, another tenant’s among them', async () => {
    await expectRefused(() => redirected(asked({ destination: sloUrl(globex) })), 'destination')
    await expectRefused(() => redirected(asked({ destination: ourAddresses(acme.id).acsUrl })), 'destination')
  })

  it('of a provider that is none of this tenant is refused, and not written into its log', async () => {
    const before = (await acme.events()).length
    const foreign = asked({ issuer: theirs.entityId })
    expect((await redirected(foreign, theirs.keys)).status).toBe(400)
    expect(await acme.events()).toHaveLength(before)
    expect(await ada.whoami()).not.toBeNull()
  })

  it('that another tenant’s provider sends to its own address ends nobody’s session here', async () => {
    const xml = logoutRequestXml({ issuer: theirs.entityId, destination: sloUrl(globex), nameId: name })
    const response = await courier.go(byRedirect(sloUrl(globex), 'SAMLRequest', xml, { keys: theirs.keys }))
    expect(response.status).toBe(303)
    expect(await ada.whoami()).not.toBeNull()
  })

  it('of a second connection with the same entity ID ends only what came through that one', async () => {
    const twin = await connectTestProvider(acme, provider.entityId, `Twin ${people}`)
    await passOn(twin, true)
    expect((await redirected(asked(), twin.keys)).status).toBe(303)
    expect(await ada.whoami()).not.toBeNull()
    await redirected(asked())
    expect(await ada.whoami()).toBeNull()
    await storedRows('DELETE FROM sso_connections WHERE id = $1', [twin.connectionId])
  })

  it('that is old, from the future or past its end is refused', async () => {
    const minutes = (count: number) => new Date(Date.now() + count * 60_000)
    await expectRefused(() => redirected(asked({ at: minutes(-8) })), 'conditions')
    await expectRefused(() => redirected(asked({ at: minutes(3) })), 'conditions')
    await expectRefused(() => redirected(asked({ notOnOrAfter: minutes(-3) })), 'conditions')
    await redirected(asked({ at: minutes(-1), notOnOrAfter: minutes(1) }))
    expect(await ada.whoami()).toBeNull()
  })

  it('works once', async () => {
    const url = byRedirect(sloUrl(), 'SAMLRequest', asked(), { keys: provider.keys })
    await courier.go(url)
    ada = await signedIn(provider, name, 'index-4')
    await expectRefused(() => courier.go(url), 'replay')
  })

  it('with a DOCTYPE, a comment, two NameIDs or no NameID is refused', async () => {
    const bare = async (xml: string) => {
      expect((await redirected(xml)).status).toBe(400)
      expect(await ada.whoami()).not.toBeNull()
    }
    await bare(`<!DOCTYPE a [<!ENTITY b "c">]>${asked()}`)
    await bare(asked().replace(name, `${name}<!-- -->`))
    const nameId = /<saml:NameID.*<\/saml:NameID>/.exec(asked())?.[0] ?? ''
    await expectRefused(() => redirected(asked().replace(nameId, nameId + nameId)), 'subject')
    await expectRefused(() => redirected(asked().replace(nameId, '')), 'subject')
  })

  it('that inflates without end, is no base64 or is something else is refused', async () => {
    const bomb = asked().replace('<saml:NameID', `${' '.repeat(5_000_000)}<saml:NameID`)
    expect((await redirected(bomb)).status).toBe(400)
    expect((await courier.go(`${sloUrl()}?SAMLRequest=%00`)).status).toBe(400)
    expect((await redirected(asked().replaceAll('LogoutRequest', 'AuthnRequest'))).status).toBe(400)
    expect((await courier.go(sloUrl())).status).toBe(400)
    expect((await courier.go('/api/sso/saml/not-a-tenant/slo')).status).toBe(404)
    expect(await ada.whoami()).not.toBeNull()
  })

  it('is refused while single logout is switched off', async () => {
    await passOn(provider, false)
    await expectRefused(() => redirected(asked()), 'connection')
    await passOn(provider, true)
    await redirected(asked())
    expect(await ada.whoami()).toBeNull()
  })
})

it('keeps what the provider calls a session sealed, and only while sign-outs are passed on', async () => {
  const [kept] = await storedRows<{ row: string }>(
    'SELECT p::text AS row FROM provider_sessions p JOIN users u ON u.tenant_id = p.tenant_id JOIN sessions s ON s.user_id = u.id AND s.id = p.session_id WHERE u.email = $1',
    [name],
  )
  expect(kept?.row).toContain(provider.connectionId)
  expect(kept?.row).not.toContain('@')
  // A bytea is shown in hexadecimal.
  expect(kept?.row).not.toContain(Buffer.from(name).toString('hex'))
  await passOn(provider, false)
  await signedIn(provider, `unkept${people}@acme.test`, 'index-5')
  await passOn(provider, true)
  const rows = await storedRows(
    `SELECT 1 FROM provider_sessions p JOIN sessions s ON s.id = p.session_id JOIN users u ON u.id = s.user_id WHERE u.email LIKE 'unkept%'`,
  )
  expect(rows).toEqual([])
  const [left] = await storedRows<{ kept: number }>(
    'SELECT count(*)::int AS kept FROM sign_in_requests WHERE consumed_at IS NOT NULL AND provider_session IS NOT NULL',
  )
  expect(left?.kept).toBe(0)
})
