import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { env } from '#server/platform/env.ts'
import { OpenidTestProvider } from '#testing/openid-test-provider.ts'
import { signOut } from '#testing/sign-out.ts'
import { TestBrowser } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { ourAddresses } from '../our-addresses.ts'

// OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0.

process.env.GATEHOUSE_DEMO = '1'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const provider = new OpenidTestProvider()
const theirs = new OpenidTestProvider()
let acme: TestTenant
let globex: TestTenant
let browser: TestBrowser
let person: string
let people = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  await provider.start(acme)
  await theirs.start(globex)
  await passOn(true)
  await storedRows('UPDATE sso_connections SET single_logout = true WHERE id = $1', [theirs.connectionId])
})
beforeEach(async () => {
  people += 1
  person = `ada${people}@acme.test`
  browser = await signedIn(provider, person, `sid-${people}`)
})
afterAll(async () => {
  provider.stop()
  theirs.stop()
  await closeJackson()
})

const passOn = (on: boolean) =>
  storedRows('UPDATE sso_connections SET single_logout = $2 WHERE id = $1', [provider.connectionId, on])

async function signedIn(at: OpenidTestProvider, email: string, sid: string): Promise<TestBrowser> {
  const made = new TestBrowser()
  const departure = await at.leave(made)
  const accepted = await made.go(at.returnTo(departure, email, { claims: { sid } }))
  await made.go(accepted.headers.get('location') ?? '')
  expect(await made.whoami()).toMatchObject({ email })
  return made
}

describe('signing out at an OpenID provider (RP-Initiated Logout §2)', () => {
  const leave = async () => new URL((await browser.go(await signOut(browser))).headers.get('location') ?? '')

  it('goes to its end_session_endpoint with id_token_hint, client_id, our registered address and a state', async () => {
    const url = await leave()
    expect(await browser.whoami()).toBeNull()
    expect(url.origin + url.pathname).toBe(`${provider.issuer}/end`)
    expect(url.searchParams.get('client_id')).toBe(provider.clientId)
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${env().GATEHOUSE_URL}/api/sso/oidc/signed-out`)
    const [, claims] = (url.searchParams.get('id_token_hint') ?? '').split('.')
    expect(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())).toMatchObject({ sub: person })
    const back = `/api/sso/oidc/signed-out?${new URLSearchParams({ state: url.searchParams.get('state') ?? '' })}`
    expect((await new TestBrowser().go(back)).headers.get('location')).toBe(`/sign-in/${acme.slug}?out=here`)
    expect((await browser.go(back)).headers.get('location')).toBe(`/sign-in/${acme.slug}?out=everywhere`)
    expect((await browser.go(back)).headers.get('location')).toBe(`/sign-in/${acme.slug}?out=here`)
  })

  it('takes no state but its own', async () => {
    await leave()
    for (const state of ['', 'made-up', `${acme.id}.${randomBytes(32).toString('base64url')}`, `${acme.id}.x.y`]) {
      const { headers } = await browser.go(`/api/sso/oidc/signed-out?${new URLSearchParams({ state })}`)
      expect(headers.get('location')).not.toContain('everywhere')
    }
  })
})

describe('a logout token (Back-Channel Logout §2.6)', () => {
  const address = (tenant = acme) => ourAddresses(tenant.id).backchannelLogoutUri
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  function token(
    changes: Record<string, unknown> = {},
    how: { key?: typeof foreignKey; header?: object } = {},
  ): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: provider.issuer,
      aud: provider.clientId,
      iat: now,
      exp: now + 120,
      jti: randomBytes(8).toString('hex'),
      events: { [EVENT]: {} },
      sub: person,
      sid: `sid-${people}`,
      ...changes,
    }
    const text = `${part({ alg: 'RS256', kid: provider.keyId, typ: 'logout+jwt', ...how.header })}.${part(claims)}`
    return `${text}.${sign('sha256', Buffer.from(text), how.key ?? provider.key).toString('base64url')}`
  }
  const post = (logout_token: string, to = address()) => new TestBrowser().go(to, { logout_token })

  async function expectRefused(logoutToken: string, check: string): Promise<void> {
    const before = (await acme.events('sign_out.reject')).length
    const response = await post(logoutToken)
    expect(response.status).toBe(400)
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(await response.json()).toEqual({ error: 'invalid_request' })
    const recorded = (await acme.events('sign_out.reject')).slice(before)
    expect(recorded.map(({ metadata }) => metadata)).toMatchObject([{ check, from: 'provider' }])
    expect(await browser.whoami()).not.toBeNull()
  }

  it('ends the session of its sub and sid at the next request', async () => {
    const other = await signedIn(provider, `other${people}@acme.test`, 'sid-other')
    expect((await post(token())).status).toBe(200)
    expect([await browser.whoami(), await other.whoami()]).toEqual([null, expect.anything()])
    expect((await acme.events('session.end_by_provider')).at(-1)).toMatchObject({
      metadata: { connectionId: provider.connectionId, protocol: 'oidc', sessions: 1 },
    })
  })

  it('with a sid alone ends that one, with a sub alone all of the person’s', async () => {
    const phone = await signedIn(provider, person, 'sid-phone')
    await post(token({ sub: undefined }))
    expect([await browser.whoami(), await phone.whoami()]).toEqual([null, expect.anything()])
    browser = await signedIn(provider, person, 'sid-again')
    await post(token({ sid: undefined }))
    expect([await browser.whoami(), await phone.whoami()]).toEqual([null, null])
  })

  it('about somebody else’s session ends nobody’s', async () => {
    expect((await post(token({ sid: 'sid-unknown' }))).status).toBe(200)
    expect((await post(token({ sub: 'somebody' }))).status).toBe(200)
    expect(await browser.whoami()).not.toBeNull()
  })

  it.each<[string, string, () => string]>([
    ['under a key that the provider does not publish', 'token_signature', () => token({}, { key: foreignKey })],
    ['unsigned', 'token_algorithm', () => token({}, { header: { alg: 'none' } })],
    ['by HMAC', 'token_algorithm', () => token({}, { header: { alg: 'HS256' } })],
    ['with a nonce', 'logout_token', () => token({ nonce: 'n' })],
    ['without the event', 'logout_token', () => token({ events: {} })],
    ['without events', 'logout_token', () => token({ events: undefined })],
    ['without jti', 'logout_token', () => token({ jti: undefined })],
    ['without sub and sid', 'logout_token', () => token({ sub: undefined, sid: undefined })],
    ['of another type', 'logout_token', () => token({}, { header: { typ: 'at+jwt' } })],
    ['that has expired', 'token_times', () => token({ exp: Math.floor(Date.now() / 1000) - 200 })],
    ['from the future', 'token_times', () => token({ iat: Math.floor(Date.now() / 1000) + 200 })],
    ['that is old', 'token_times', () => token({ iat: Math.floor(Date.now() / 1000) - 800 })],
    ['without iat', 'token_times', () => token({ iat: undefined })],
    ['for several audiences without azp', 'token_audience', () => token({ aud: [provider.clientId, 'other'] })],
  ])('%s is refused', async (_what, check, made) => {
    await expectRefused(made(), check)
    expect((await post(token())).status).toBe(200)
    expect(await browser.whoami()).toBeNull()
  })

  it('for another client, of another provider or no token at all is refused, and not written into the log', async () => {
    const before = (await acme.events()).length
    for (const made of [
      token({ aud: 'other' }),
      token({ iss: 'https://idp.test/\0' }),
      token({ iss: theirs.issuer }),
      token({ iss: 'https://x.test' }),
      'a.b.c',
      '',
    ])
      expect((await post(made)).status).toBe(400)
    expect((await post(token(), address(globex))).status).toBe(400)
    expect(
      (await new TestBrowser().go('/api/sso/oidc/none/backchannel-logout', { logout_token: token() })).status,
    ).toBe(404)
    expect(await acme.events()).toHaveLength(before)
    expect(await browser.whoami()).not.toBeNull()
  })

  it('works once, also when it arrives twice at the same time', async () => {
    const one = token()
    const answers = await Promise.all([post(one), post(one)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    browser = await signedIn(provider, person, `sid-${people}`)
    await expectRefused(one, 'replay')
  })

  it('is refused while single logout is switched off', async () => {
    await passOn(false)
    await expectRefused(token(), 'connection')
    await passOn(true)
    expect((await post(token())).status).toBe(200)
  })

  it('cannot be an ID token of a sign-in', async () => {
    const idToken = provider.idToken({ departure: { nonce: 'n' }, how: {}, subject: person })
    await expectRefused(idToken, 'logout_token')
  })
})
