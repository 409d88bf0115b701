import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Keys, type Stage, signed, written } from '#testing/forge-saml-response.ts'
import { expectRefusal } from '#testing/refusals.ts'
import {
  connectTestProvider,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, type TestTenant } from '#testing/test-tenant.ts'
import { selfSignedCertificate } from '../../../demo/self-signed-certificate.ts'
import { SAML_ATTACKS } from './guard/saml-attacks.fixture.ts'
import { SIGNED_FAULTS, withFault } from './guard/signed-faults.fixture.ts'
import { closeJackson } from './jackson-adapter.ts'

// The corpus that guard/weak-validator.test.ts shows to be real, over HTTP against the whole of it: each attack is
// posted into a pending request, and the honest response to the same request is then taken.

let acme: TestTenant
let provider: TestIdentityProvider
let browser: TestBrowser
let made = 0
const attacker = attackerKeys()

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

function attackerKeys(): Keys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedCertificate({
      privateKey,
      commonName: 'attacker',
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + 1e9),
    }),
  }
}

async function leave(): Promise<{ stage: Stage; relayState: string }> {
  const { acsUrl, audience, requestId, relayState } = await browser.leaveFor(provider)
  made += 1
  const person = testPerson(`mallory${made}@${acme.slug}.test`)
  const { keys, entityId } = provider
  return {
    relayState,
    stage: { keys, entityId, acsUrl, audience, requestId, person, victim: `owner@${acme.slug}.test` },
  }
}

async function expectAccepted(stage: Stage, relayState: string, change: (xml: string) => string = (xml) => xml) {
  const accepted = await browser.post(signed(stage, change(await written(stage))), relayState)
  expect(traceOf(accepted)).toBeNull()
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ tenantId: acme.id, email: stage.person.email })
}

const UNREADABLE = new Set(['encoding', 'document', 'structure'])
const statusOf = (check: string) => (UNREADABLE.has(check) ? 400 : 303)

describe('forged responses are refused over HTTP, and the honest one in the same request is taken', () => {
  it.each(SAML_ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    const { stage, relayState } = await leave()
    const xml = await attack.forge(stage, attacker)
    const { refusedBy: check } = attack
    await expectRefusal(() => browser.post(xml, relayState), { check, tenant: acme, browser, status: statusOf(check) })
    await expectAccepted(stage, relayState)
  })
})

describe('signed responses that must not count are refused over HTTP, and the honest one is taken', () => {
  it.each(SIGNED_FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
    const { stage, relayState } = await leave()
    const xml = await withFault(stage, fault)
    await expectRefusal(() => browser.post(xml, relayState), { check: fault.refusedBy, tenant: acme, browser })
    await expectAccepted(stage, relayState)
  })
})

describe('what is just within the bounds is taken', () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  it.each<[string, (xml: string) => string]>([
    [
      'an assertion issued five minutes ago',
      (xml) => xml.replaceAll(/IssueInstant="[^"]*"/g, `IssueInstant="${at(-5)}"`),
    ],
    [
      'an authentication of this morning',
      (xml) => xml.replace(/AuthnInstant="[^"]*"/, `AuthnInstant="${at(-8 * 60)}"`),
    ],
    ['Conditions that begin in a minute', (xml) => xml.replace(/NotBefore="[^"]*"/, `NotBefore="${at(1)}"`)],
    [
      'an attribute that decides nothing and has two values',
      (xml) =>
        xml.replace(
          '</saml:AttributeStatement>',
          '<saml:Attribute Name="hobby"><saml:AttributeValue>1</saml:AttributeValue><saml:AttributeValue>2</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
        ),
    ],
  ])('%s', async (_what, change) => {
    const { stage, relayState } = await leave()
    await expectAccepted(stage, relayState, change)
  })
})

describe('what is posted instead of a response', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['something that is not base64', '<Response/>'],
    ['more than any response', 'A'.repeat(400_000)],
    ['a deep document', Buffer.from('<a>'.repeat(40_000)).toString('base64')],
    ['another root', Buffer.from('<a/>').toString('base64')],
    ['many unclosed tags', Buffer.from('<'.repeat(150_000)).toString('base64')],
  ])('%s is a bad request, also without a pending sign-in', async (_what, SAMLResponse) => {
    const response = await browser.go('/api/sso/saml/acs', { SAMLResponse, RelayState: 'boxyhq_jackson_none' })
    expect(response.status).toBe(400)
    expect(traceOf(response)).not.toBeNull()
  })
})
