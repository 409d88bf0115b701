import { describe, expect, it } from 'vitest'
import { limitRate, type RateLimited } from '#server/platform/limit-rate.ts'
import { TestAuthenticator } from '#testing/test-authenticator.ts'
import { storedRows } from '#testing/test-tenant.ts'
import { handleDiscovery } from './handle-discovery.ts'
import { handlePasskeySignIn } from './handle-passkey-sign-in.ts'
import { handleAuthorize, handleOpenidCallback, handleSamlResponse } from './handle-sso.ts'
import { newOpaqueToken } from './opaque-token.ts'
import { handleOpenSetupLink } from './setup/handle-open-setup-link.ts'

const TENANT = 'no-such-tenant'
const assertion = () => new TestAuthenticator().get({ challenge: newOpaqueToken() } as never)
const registration = () =>
  new TestAuthenticator().create({ challenge: newOpaqueToken(), user: { id: 'AAAA' } } as never)

type Door = [
  path: string,
  rule: RateLimited,
  open: (request: Request) => Promise<Response>,
  body?: () => object | URLSearchParams,
]

const step = (name: string, rule: RateLimited, body: () => object): Door => [
  `/api/sign-in/${name}`,
  rule,
  (request) => handlePasskeySignIn(request, name),
  body,
]
const DOORS: Door[] = [
  ['/api/sso/discover', 'discovery', handleDiscovery, () => new URLSearchParams({ email: 'ada@nowhere.test' })],
  [`/api/sso/authorize?tenant=${TENANT}`, 'sign-in', (request) => handleAuthorize(request)],
  [
    '/api/sso/saml/acs',
    'sign-in-response',
    (request) => handleSamlResponse(request),
    () => new URLSearchParams({ SAMLResponse: 'AA==', RelayState: 'x' }),
  ],
  ['/api/sso/oidc/callback?state=x&code=y', 'sign-in-response', (request) => handleOpenidCallback(request)],
  step('passkey-options', 'passkey-options', () => ({ tenantSlug: TENANT })),
  step('passkey', 'passkey', () => ({ tenantSlug: TENANT, response: assertion() })),
  step('emergency-options', 'passkey-options', () => ({ tenantSlug: TENANT })),
  step('emergency', 'break-glass', () => ({
    tenantSlug: TENANT,
    response: assertion(),
    reason: 'The provider is down',
  })),
  step('invitation-options', 'invitation', () => ({ tenantSlug: TENANT, token: newOpaqueToken() })),
  step('invitation', 'invitation', () => ({ tenantSlug: TENANT, token: newOpaqueToken(), response: registration() })),
  [
    '/api/setup/open',
    'setup-link',
    (request) => handleOpenSetupLink(request, true),
    () => new URLSearchParams({ token: newOpaqueToken() }),
  ],
]

let addresses = 0
const newAddress = () => `198.18.7.${++addresses}`

function knock([path, , open, body]: Door, ip: string): Promise<Response> {
  const sent = body?.()
  const form = sent instanceof URLSearchParams
  const request = new Request(`http://gatehouse.test${path}`, {
    method: sent ? 'POST' : 'GET',
    headers: { 'x-gatehouse-client-ip': ip, ...(sent && !form ? { 'content-type': 'application/json' } : {}) },
    ...(sent ? { body: form ? sent : JSON.stringify(sent) } : {}),
  })
  return open(request)
}

async function useUp(rule: RateLimited, ip: string): Promise<void> {
  for (;;) {
    try {
      await limitRate(rule, [['address', ip]], new Date())
    } catch {
      return
    }
  }
}

async function sentence(response: Response): Promise<string> {
  const text = await response.text()
  return text.startsWith('{') ? (JSON.parse(text) as { message: string }).message : text.trimEnd()
}

describe.each(DOORS)('%s', (...door) => {
  it('answers an attempt too many with 429, when to come back and one sentence, and another address as ever', async () => {
    const [used, fresh] = [newAddress(), newAddress()]
    await useUp(door[1], used)
    const refused = await knock(door, used)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await sentence(refused)).toMatch(/^Too many attempts\. Wait \d+ (seconds|minutes) and try again\.$/)
    expect(refused.headers.getSetCookie()).toEqual([])
    expect((await knock(door, fresh)).status).not.toBe(429)
  })
})

it('keeps every door shut while attempts cannot be counted', async () => {
  await storedRows('ALTER TABLE attempt_counts RENAME TO attempt_counts_away')
  try {
    for (const door of DOORS) {
      const response = await knock(door, newAddress())
      expect([door[0], response.status, response.headers.get('retry-after')]).toEqual([door[0], 503, '5'])
    }
  } finally {
    await storedRows('ALTER TABLE attempt_counts_away RENAME TO attempt_counts')
  }
})
