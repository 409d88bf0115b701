import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { createApplication, updateApplication } from '#server/domains/applications/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { startIssuer } from '#testing/application-server.ts'
import { byRedirect, logoutResponseXml, messageIn } from '#testing/forge-logout-message.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
} from '#testing/test-browser.ts'
import { makeTestHouse, makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'

const CALLBACK = 'https://app.example/callback'
const BYE = 'https://app.example/bye'

let stop: () => Promise<void>
let house: TestTenant
let acme: TestTenant
let provider: TestIdentityProvider
let ada: TestPerson
let config: client.Configuration
let publicConfig: client.Configuration

beforeAll(async () => {
  stop = await startIssuer()
  house = await makeTestHouse()
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
  ada = await acme.person({ name: 'Ada Lovelace', role: 'viewer' })
  const operator = await house.person({ role: 'operator' })
  const scope = authorize(operator, 'oauth-client:manage')
  const made = await createApplication(scope, { name: 'Desk', type: 'confidential', redirectUris: [CALLBACK] })
  await updateApplication(scope, { id: made.id, postLogoutRedirectUris: [BYE], audience: 'https://api.app.example' })
  const single = await createApplication(scope, { name: 'Page', type: 'public', redirectUris: [CALLBACK] })
  const options = { execute: [client.allowInsecureRequests] }
  const issuer = new URL(env().GATEHOUSE_URL)
  config = await client.discovery(issuer, made.clientId, made.secret as string, undefined, options)
  publicConfig = await client.discovery(issuer, single.clientId, undefined, client.None(), options)
})
afterAll(async () => {
  await stop()
  await endPools()
})

/** What an application does before it sends the browser away. */
async function begin(at: client.Configuration, extra: Record<string, string> = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(at, {
    redirect_uri: CALLBACK,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...extra,
  })
  return {
    url,
    checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
  }
}

/** Where a browser goes next, by a redirect or by a page that goes on. */
const location = ({ headers }: Response) =>
  new URL(headers.get('location') ?? headers.get('refresh')?.replace('0; url=', '') ?? '', env().GATEHOUSE_URL)

/** Signs in at the tenant's provider, with where to go on to as the sign-in page carries it. */
async function throughProvider(browser: TestBrowser, next: string, extra: Record<string, string> = {}) {
  const departure = await browser.leaveFor(provider, { callbackUrl: next, ...extra })
  const person = testPerson(ada.email as string)
  const accepted = await browser.post(await respond(provider, departure, { person }), departure.relayState)
  return browser.go(accepted.headers.get('location') ?? '')
}

describe('an application that signs people in through Gatehouse', () => {
  it('gets from discovery to who signed in, refreshes, and signs out, with a standard client', async () => {
    const browser = new TestBrowser()
    const { url, checks } = await begin(config, { organization: acme.slug })
    const toSignIn = location(await browser.go(url.href))
    expect(toSignIn.pathname).toBe(`/sign-in/${acme.slug}`)
    const next = toSignIn.searchParams.get('next') ?? ''
    expect(next).toMatch(/^\/oauth\/resume\?request=[A-Za-z0-9_-]{43}$/)
    const back = await throughProvider(browser, next)
    expect(back.headers.get('location')).toBe(next)
    const callback = location(await browser.go(next))
    expect(callback.href.startsWith(`${CALLBACK}?code=`)).toBe(true)
    expect(callback.searchParams.get('iss')).toBe(env().GATEHOUSE_URL)

    const tokens = await client.authorizationCodeGrant(config, callback, checks)
    const claims = tokens.claims()
    expect(claims).toMatchObject({
      sub: ada.id,
      name: 'Ada Lovelace',
      email: ada.email,
      tenant_id: acme.id,
      tenant: { id: acme.id, slug: acme.slug },
      roles: ['viewer'],
      acr: 'urn:gatehouse:acr:provider',
    })
    const info = await client.fetchUserInfo(config, tokens.access_token, ada.id)
    expect(info).toMatchObject({ sub: ada.id, name: 'Ada Lovelace', tenant_id: acme.id, roles: ['viewer'] })

    const again = await client.refreshTokenGrant(config, tokens.refresh_token as string)
    expect(again.refresh_token).not.toBe(tokens.refresh_token)
    expect(again.claims()).toMatchObject({ sub: ada.id, sid: claims?.['sid'] })

    const end = client.buildEndSessionUrl(config, {
      id_token_hint: again.id_token as string,
      post_logout_redirect_uri: BYE,
      state: 'bye',
    })
    expect(location(await browser.go(end.href)).href).toBe(`${BYE}?state=bye`)
    expect(await browser.whoami()).toBeNull()
    await expect(client.refreshTokenGrant(config, again.refresh_token as string)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    await expect(client.fetchUserInfo(config, again.access_token, ada.id)).rejects.toThrow()
    const actions = (await acme.events())
      .map(({ action }) => action)
      .filter((action) => action.startsWith('application.'))
    expect(actions).toEqual([
      'application.sign_in',
      'application.token.issue',
      'application.token.issue',
      'application.grant.end',
    ])
  })

  it('signs them out at their provider too where that is switched on, and gets them back whatever it answers', async () => {
    const sloUrl = `${env().GATEHOUSE_URL}/api/sso/saml/${acme.id}/slo`
    await storedRows('UPDATE sso_connections SET single_logout = true WHERE id = $1', [provider.connectionId])
    for (const keys of [provider.keys, (await connectTestProvider(await makeTestTenant())).keys]) {
      const browser = new TestBrowser()
      const { url, checks } = await begin(config, { organization: acme.slug })
      const next = location(await browser.go(url.href)).searchParams.get('next') ?? ''
      await throughProvider(browser, next)
      const tokens = await client.authorizationCodeGrant(config, location(await browser.go(next)), checks)
      const end = client.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token as string,
        post_logout_redirect_uri: BYE,
        state: 'bye',
      })
      const leaving = location(await browser.go(end.href))
      expect(leaving.pathname).toBe('/api/sso/sign-out')
      expect(await browser.whoami()).toBeNull()
      const away = location(await browser.go(leaving.pathname + leaving.search))
      expect(away.origin + away.pathname).toBe('http://127.0.0.1:9/slo')
      const inResponseTo = / ID="([^"]+)"/.exec(messageIn(away.href, 'SAMLRequest'))?.[1] as string
      const xml = logoutResponseXml({ issuer: provider.entityId, destination: sloUrl, inResponseTo })
      const relayState = away.searchParams.get('RelayState') ?? ''
      const answer = byRedirect(sloUrl, 'SAMLResponse', xml, { keys, relayState })
      // Nobody else's browser is led there.
      expect(location(await new TestBrowser().go(answer)).pathname).toBe(`/sign-in/${acme.slug}`)
      expect(location(await browser.go(answer)).href).toBe(`${BYE}?state=bye`)
    }
    await storedRows('UPDATE sso_connections SET single_logout = false WHERE id = $1', [provider.connectionId])
  })

  it('needs no secret where it can keep none, and passes a person on who is signed in already', async () => {
    const browser = new TestBrowser()
    await browser.signIn(provider, testPerson(ada.email as string))
    const { url, checks } = await begin(publicConfig)
    const tokens = await client.authorizationCodeGrant(publicConfig, location(await browser.go(url.href)), checks)
    expect(tokens.claims()?.sub).toBe(ada.id)
    await client.tokenRevocation(publicConfig, tokens.refresh_token as string)
    await expect(client.refreshTokenGrant(publicConfig, tokens.refresh_token as string)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('has the person authenticate anew for prompt=login, though a session is open', async () => {
    const browser = new TestBrowser()
    await browser.signIn(provider, testPerson(ada.email as string))
    const { url, checks } = await begin(config, { prompt: 'login' })
    const toConfirm = location(await browser.go(url.href))
    expect(toConfirm.pathname).toBe(`/sign-in/${acme.slug}/confirm`)
    const next = toConfirm.searchParams.get('next') ?? ''
    // Going on without having done so leads back to the same page.
    expect(location(await browser.go(next)).pathname).toBe(`/sign-in/${acme.slug}/confirm`)
    await throughProvider(browser, next, { confirm: '1' })
    const tokens = await client.authorizationCodeGrant(config, location(await browser.go(next)), checks)
    expect(tokens.claims()?.sub).toBe(ada.id)
  })

  it('has the person authenticate anew once max_age has passed, and not before', async () => {
    const browser = new TestBrowser()
    await browser.signIn(provider, testPerson(ada.email as string))
    const { url } = await begin(config, { max_age: '300' })
    expect(location(await browser.go(url.href)).href).toContain(`${CALLBACK}?code=`)
    const { sessionId } = (await browser.whoami()) as TestPerson
    await ageSession(sessionId, '6 minutes')
    expect(location(await browser.go(url.href)).pathname).toBe(`/sign-in/${acme.slug}/confirm`)
  })
})

async function ageSession(id: string, by: string): Promise<void> {
  await storedRows('UPDATE sessions SET authenticated_at = now() - $2::interval WHERE id = $1', [id, by])
}
