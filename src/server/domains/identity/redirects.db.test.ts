import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { env } from '#server/platform/env.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'

// Open redirects, over HTTP: wherever a caller can name an address, one outside the list leads home.

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const ELSEWHERE: readonly (() => string)[] = [
  () => '//evil.example',
  () => '///evil.example',
  () => '//evil.example/t/acme',
  () => 'https://evil.example',
  () => 'https:evil.example',
  () => 'http://evil.example#@gatehouse',
  () => `https://evil.example/t/${acme.slug}/audit`,
  () => 'javascript:alert(1)',
  () => 'JaVaScRiPt:alert(1)',
  () => ' javascript:alert(1)',
  () => 'java\tscript:alert(1)',
  () => 'data:text/html,x',
  () => 'vbscript:x',
  () => '\\\\evil.example',
  () => '/\\evil.example',
  () => '\\/evil.example',
  () => '/%5cevil.example',
  () => '/%2f%2fevil.example',
  () => '%2f%2fevil.example',
  () => '/%252f%252fevil.example',
  () => '/\t/evil.example',
  () => '/\n/evil.example',
  () => `/t/${acme.slug}//evil.example`,
  () => `/t/${acme.slug}/..//evil.example`,
  () => `/t/${acme.slug}/../../evil`,
  () => `/t/${acme.slug}/%2e%2e/${globex.slug}/audit`,
  () => `/t/${acme.slug}\\..\\..`,
  () => `/t/${acme.slug}.evil.example`,
  () => `/t/${acme.slug}@evil.example`,
  () => `/t/${acme.slug}%00/audit`,
  () => `/t/${acme.slug}/audit\r\nSet-Cookie: a=b`,
  () => `/t/${globex.slug}/audit`,
  () => '/operator',
  () => '/api/auth/signout',
  () => '\u2215\u2215evil.example',
  () => '/\u3002evil.example',
  () => `${env().GATEHOUSE_URL}@evil.example`,
  () => `${env().GATEHOUSE_URL}.evil.example/t/x`,
]
const home = () => `/t/${acme.slug}/overview`

describe('where a sign-in lands', () => {
  async function landing(callbackUrl: string): Promise<string | null> {
    const departure = await browser.leaveFor(provider, { callbackUrl })
    made += 1
    const xml = await respond(provider, departure, { person: testPerson(`person${made}@${acme.slug}.test`) })
    const accepted = await browser.post(xml, departure.relayState)
    expect(traceOf(accepted)).toBeNull()
    return (await browser.go(accepted.headers.get('location') ?? '')).headers.get('location')
  }

  it.each(ELSEWHERE.map((address, index) => [index, address] as const))(
    'is home for a callbackUrl elsewhere (%d)',
    async (_index, address) => {
      expect(await landing(address())).toBe(home())
    },
  )

  it.each(['', '/audit', '/audit?action=user.create&from=2026-01-01', '/members/019aa000-0000-7000-8000-000000000001'])(
    'is the tenant’s page %s where that was asked for',
    async (path) => {
      const asked = `/t/${acme.slug}${path}`
      expect(await landing(asked)).toBe(path === '' ? home() : asked)
    },
  )
})

describe('a RelayState that is an address', () => {
  it.each(ELSEWHERE.map((address, index) => [index, address] as const))(
    'is no state of ours and leads nowhere (%d)',
    async (_index, address) => {
      const departure = await browser.leaveFor(provider)
      const refused = await browser.post(await respond(provider, departure), address())
      expect(refused.status).toBe(303)
      expect(refused.headers.get('location')).toMatch(/^\/sign-in\/error\?trace=[\w-]+$/)
      expect(await browser.whoami()).toBeNull()
    },
  )
})

describe('the doors of next-auth', () => {
  it.each(ELSEWHERE.slice(0, 16).map((address, index) => [index, address] as const))(
    'lead to no callbackUrl elsewhere (%d)',
    async (_index, address) => {
      const token = (await (await browser.go('/api/auth/csrf')).json()) as { csrfToken: string }
      const query = new URLSearchParams({ callbackUrl: address(), redirect_uri: address() })
      const answers = [
        await browser.go('/api/auth/signout', { csrfToken: token.csrfToken, callbackUrl: address() }),
        await browser.go(`/api/auth/signin?${query}`),
        await browser.go(`/api/auth/signin/gatehouse?${query}`),
        await browser.go(`/api/auth/callback/gatehouse?${query}&code=x`),
        await browser.go(`/api/sso/authorize?${query}&tenant=${acme.slug}&connection=none`),
      ]
      for (const answer of answers) {
        const { origin } = new URL(answer.headers.get('location') ?? '/', env().GATEHOUSE_URL)
        expect(origin).toBe(new URL(env().GATEHOUSE_URL).origin)
        expect(answer.headers.get('location') ?? '').not.toContain('evil')
      }
    },
  )
})

describe('the address that the provider answers to', () => {
  it('is ours whatever a caller names, and is registered with no other', async () => {
    const departure = await browser.leaveFor(provider, {
      redirect_uri: 'https://evil.example/acs',
      acs: 'https://evil.example/acs',
      AssertionConsumerServiceURL: 'https://evil.example/acs',
    })
    expect(departure.acsUrl).toBe(`${env().GATEHOUSE_URL}/api/sso/saml/acs`)
  })
})
