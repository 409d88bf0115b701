import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OPENID_FAULTS, seconds } from '#testing/openid-faults.ts'
import { type Misbehaviour, OpenidTestProvider } from '#testing/openid-test-provider.ts'
import { expectRefusal } from '#testing/refusals.ts'
import { TestBrowser, traceOf } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'

// A provider over HTTP that misbehaves in one way at a time; after each refusal the same provider behaves and is taken.

// Plain http is called on this machine only, and only by the demo.
process.env.GATEHOUSE_DEMO = '1'

let acme: TestTenant
let provider: OpenidTestProvider
let other: OpenidTestProvider
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await new OpenidTestProvider().start(acme)
  other = await new OpenidTestProvider().start(acme, 'Another provider')
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(async () => {
  provider.stop()
  other.stop()
  await closeJackson()
})

const somebody = () => `person${++made}@${acme.slug}.test`

async function signIn(subject: string, how: Misbehaviour = {}): Promise<Response> {
  return browser.go(provider.returnTo(await provider.leave(browser), subject, how))
}

async function expectAccepted(subject: string, how: Misbehaviour = {}): Promise<void> {
  const accepted = await signIn(subject, how)
  expect(traceOf(accepted)).toBeNull()
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ tenantId: acme.id, email: subject })
}

describe('an ID token that is refused over HTTP, and the right one that is taken', () => {
  it.each(OPENID_FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (_name, { refusedBy, how }) => {
    const subject = somebody()
    // openid-client refuses some of them before our guard sees them; guard-id-token.test.ts shows that it would.
    const check = ['token', refusedBy]
    await expectRefusal(() => signIn(subject, how(provider, other)), { check, tenant: acme, browser })
    await expectAccepted(subject)
  })
})

describe('what is within the bounds is taken', () => {
  it.each<[string, () => Misbehaviour]>([
    ['one audience in a list', () => ({ claims: { aud: [provider.clientId] } })],
    [
      'several audiences and azp naming us',
      () => ({ claims: { aud: [provider.clientId, 'other'], azp: provider.clientId } }),
    ],
    ['an authentication of this morning', () => ({ claims: { auth_time: seconds(-8 * 60) } })],
    ['a token without a key id', () => ({ header: { kid: undefined } })],
  ])('%s', async (_what, how) => {
    await expectAccepted(somebody(), how())
  })
})

describe('key rotation at the provider', () => {
  it('takes the new key at once and the withdrawn one no longer', async () => {
    await expectAccepted(somebody())
    const oldId = provider.keyId
    const withdrawn = provider.rotate()
    await expectAccepted(somebody())
    browser = new TestBrowser()
    const under = (kid: string) => signIn(somebody(), { key: withdrawn, header: { kid } })
    for (const kid of [oldId, provider.keyId])
      await expectRefusal(() => under(kid), { check: 'token_signature', tenant: acme, browser })
  })
})

describe('state, PKCE and the provider that was asked', () => {
  const check = (name: string) => ({ check: name, tenant: acme, browser })

  it('refuses a code under the state of another sign-in, whose PKCE challenge it does not fit', async () => {
    const [first, second] = [await provider.leave(browser), await provider.leave(browser)]
    const stolen = new URL(provider.returnTo(first, somebody()), 'http://x')
    stolen.searchParams.set('state', second.state)
    await expectRefusal(() => browser.go(stolen.pathname + stolen.search), check('token'))
  })

  it('refuses a response of one provider in answer to another’s request (mix-up), with iss and without', async () => {
    const departure = await provider.leave(browser)
    const mixed = new URL(other.returnTo(departure, somebody()), 'http://x')
    await expectRefusal(() => browser.go(mixed.pathname + mixed.search), check('issuer'))
    mixed.searchParams.delete('iss')
    await expectRefusal(() => browser.go(mixed.pathname + mixed.search), check('token'))
    expect(traceOf(await browser.go(provider.returnTo(departure, somebody())))).toBeNull()
  })

  it('refuses a state of another browser, a missing one and a made-up one', async () => {
    const victim = new TestBrowser()
    const back = provider.returnTo(await provider.leave(victim), somebody())
    await expectRefusal(() => browser.go(back), check('browser'))
    const without = new URL(back, 'http://x')
    for (const state of ['', 'boxyhq_jackson_0000']) {
      without.searchParams.set('state', state)
      const response = await browser.go(without.pathname + without.search)
      expect(traceOf(response)).not.toBeNull()
      expect(await browser.whoami()).toBeNull()
    }
    expect(traceOf(await victim.go(back))).toBeNull()
  })

  it('sends state, nonce and an S256 challenge of its own making each time', async () => {
    const [one, two] = [await provider.leave(browser), await provider.leave(browser)]
    for (const name of ['state', 'nonce', 'challenge'] as const) {
      expect(one[name].length).toBeGreaterThanOrEqual(20)
      expect(one[name]).not.toBe(two[name])
    }
    expect(one.redirectUri).toBe(two.redirectUri)
  })
})

describe('an address that the provider does not vouch for', () => {
  it.each([false, undefined, 'true', 1])(
    'finds nobody when email_verified is %j, and the member when it is true',
    async (email_verified) => {
      const member = await acme.person({ role: 'owner' })
      const address = member.email as string
      const refusal = { check: 'email_unverified', tenant: acme, browser }
      await expectRefusal(() => signIn(address, { claims: { email_verified } }), refusal)
      await expectAccepted(address)
      expect(await browser.whoami()).toMatchObject({ id: member.id })
    },
  )

  it('is not verified by userinfo where the ID token says that it is not', async () => {
    const address = (await acme.person()).email as string
    const how = { claims: { email_verified: false }, userinfo: { email_verified: true } }
    await expectRefusal(() => signIn(address, how), { check: 'email_unverified', tenant: acme, browser })
  })
})

it('gives roles, owner and id claims no effect', async () => {
  const subject = somebody()
  await expectAccepted(subject, {
    claims: { role: 'owner', roles: ['owner'], owner: true, id: 'somebody-else', is_admin: true },
  })
  const signedIn = await browser.whoami()
  expect(await storedRows('SELECT 1 FROM role_assignments WHERE user_id = $1', [signedIn?.id])).toEqual([])
  expect(await storedRows('SELECT subject FROM identities WHERE user_id = $1', [signedIn?.id])).toEqual([{ subject }])
})
