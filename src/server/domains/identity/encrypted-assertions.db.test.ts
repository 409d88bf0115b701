import { createPublicKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Encryption, encrypted, withEncryptedAssertion } from '#testing/encrypt-assertion.ts'
import {
  assertionOf,
  type Stage,
  signatureOf,
  signed,
  signedAfter,
  without,
  written,
} from '#testing/forge-saml-response.ts'
import { expectRefusal } from '#testing/refusals.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'

// SAML core §2.3.4: assertions encrypted to the certificate that our metadata advertises for a tenant.

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let certificate: string
let foreign: string
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
  browser = new TestBrowser()
  certificate = await advertised(acme.id)
  foreign = await advertised(globex.id)
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

/** The certificate that an identity provider reads from our metadata. */
async function advertised(tenantId: string): Promise<string> {
  const metadata = await (await browser.go(`/api/sso/saml/${tenantId}/metadata`)).text()
  const key = /<KeyDescriptor use="encryption">.*?<ds:X509Certificate>([^<]+)</s.exec(metadata)?.[1] ?? ''
  return new X509Certificate(Buffer.from(key, 'base64')).toString()
}

async function leave(): Promise<{ stage: Stage; relayState: string }> {
  const { acsUrl, audience, requestId, relayState } = await browser.leaveFor(provider)
  made += 1
  const person = testPerson(`person${made}@${acme.slug}.test`)
  const { keys, entityId } = provider
  return {
    relayState,
    stage: { keys, entityId, acsUrl, audience, requestId, person, victim: `owner@${acme.slug}.test` },
  }
}

async function expectAccepted(xml: string, relayState: string, stage: Stage): Promise<void> {
  const accepted = await browser.post(xml, relayState)
  expect(traceOf(accepted)).toBeNull()
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ tenantId: acme.id, email: stage.person.email })
}
const good = async (stage: Stage, how: Encryption = {}) =>
  withEncryptedAssertion(signed(stage, await written(stage)), certificate, how)

describe('an encrypted assertion', () => {
  it.each<[string, Encryption]>([
    ['AES-256-GCM and RSA-OAEP', {}],
    ['AES-256-GCM and RSA-OAEP with SHA-256', { transport: 'oaep-sha256' }],
  ])('is taken with %s', async (_what, how) => {
    const { stage, relayState } = await leave()
    await expectAccepted(await good(stage, how), relayState, stage)
  })

  it.each(['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'])(
    'is taken as samlp and xml-encryption make it (%s)',
    async (encryptionAlgorithm) => {
      const departure = await browser.leaveFor(provider)
      const person = testPerson(`someone${++made}@${acme.slug}.test`)
      const encryptionPublicKey = createPublicKey(certificate).export({ type: 'spki', format: 'pem' })
      const options = {
        encryptionCert: certificate,
        encryptionPublicKey,
        encryptionAlgorithm,
        disallowEncryptionWithInsecureAlgorithm: false,
        warnOnInsecureEncryptionAlgorithm: false,
      }
      const accepted = await browser.post(await respond(provider, departure, { person, options }), departure.relayState)
      expect(traceOf(accepted)).toBeNull()
      await browser.go(accepted.headers.get('location') ?? '')
      expect(await browser.whoami()).toMatchObject({ email: person.email })
    },
  )

  it('is taken inside a signed response', async () => {
    const { stage, relayState } = await leave()
    const both = withEncryptedAssertion(signed(stage, await written(stage)), certificate)
    await expectAccepted(signed(stage, both, { of: 'Response' }), relayState, stage)
  })

  it('is taken unsigned inside a signed response, whose signature covers the ciphertext', async () => {
    const { stage, relayState } = await leave()
    const inside = withEncryptedAssertion(await written(stage), certificate)
    const xml = signed(stage, inside, { of: 'Response' })
    const other = (await written(stage)).replaceAll(stage.person.userName, stage.victim)
    const exchanged = xml.replace(/<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s, () =>
      encrypted(assertionOf(other), certificate),
    )
    await expectRefusal(() => browser.post(exchanged, relayState), { check: 'signature', tenant: acme, browser })
    await expectAccepted(xml, relayState, stage)
  })

  it.each<[string, Encryption]>([
    ['RSA with PKCS #1 v1.5 padding (Bleichenbacher)', { transport: 'pkcs1' }],
    ['Triple DES', { cipher: 'tripledes-cbc' }],
  ])('is refused with %s', async (_what, how) => {
    const { stage, relayState } = await leave()
    const xml = await good(stage, how)
    await expectRefusal(() => browser.post(xml, relayState), { check: 'decryption', tenant: acme, browser })
    await expectAccepted(await good(stage), relayState, stage)
  })

  it('is refused where it was encrypted to another tenant', async () => {
    expect(foreign).not.toBe(certificate)
    const { stage, relayState } = await leave()
    const xml = withEncryptedAssertion(signed(stage, await written(stage)), foreign)
    await expectRefusal(() => browser.post(xml, relayState), { check: 'decryption', tenant: acme, browser })
    await expectAccepted(await good(stage), relayState, stage)
  })

  it('is refused where the ciphertext was changed', async () => {
    const { stage, relayState } = await leave()
    const xml = (await good(stage)).replace(
      /(<\/ds:KeyInfo><xenc:CipherData><xenc:CipherValue>.{40})(.)/,
      (_all, before, one) => before + (one === 'A' ? 'B' : 'A'),
    )
    await expectRefusal(() => browser.post(xml, relayState), { check: 'decryption', tenant: acme, browser })
    await expectAccepted(await good(stage), relayState, stage)
  })
})

describe('what was encrypted is held to what a clear assertion is', () => {
  it.each<[what: string, check: string, make: (stage: Stage) => Promise<string>]>([
    ['not signed', 'signature', (stage) => written(stage)],
    [
      'changed after it was signed',
      'signature',
      async (stage) => signed(stage, await written(stage)).replaceAll(stage.person.userName, stage.victim),
    ],
    [
      'expired',
      'conditions',
      (stage) =>
        signedAfter(stage, (xml) =>
          xml.replace(/(<saml:Conditions[^>]*NotOnOrAfter=)"[^"]*"/, '$1"2020-01-01T00:00:00Z"'),
        ),
    ],
    [
      'made for another audience',
      'audience',
      (stage) => signedAfter(stage, (xml) => xml.replace('</saml:Audience>', 'x</saml:Audience>')),
    ],
    [
      'of another issuer',
      'issuer',
      (stage) =>
        signedAfter(stage, (xml) =>
          xml.replace(/(<saml:Assertion[^>]*><saml:Issuer>)[^<]*/, '$1https://other.example'),
        ),
    ],
    [
      'cut short by a comment',
      'decryption',
      async (stage) => signed(stage, await written(stage)).replace('@', '<!-- -->@'),
    ],
    [
      'with a document type',
      'decryption',
      async (stage) => {
        const xml = signed(stage, await written(stage))
        return xml.replace(assertionOf(xml), (one) => `<!DOCTYPE a [<!ENTITY x "y">]>${one}`)
      },
    ],
    [
      'with another assertion inside',
      'decryption',
      async (stage) => {
        const xml = signed(stage, await written(stage))
        const assertion = assertionOf(xml)
        return xml.replace('</saml:Subject>', () => `</saml:Subject>${without(assertion, signatureOf(assertion))}`)
      },
    ],
  ])('%s', async (_what, check, make) => {
    const { stage, relayState } = await leave()
    const made = await make(stage)
    const inner = /(<!DOCTYPE a.*?\]>)?<saml:Assertion.*<\/saml:Assertion>/s.exec(made)?.[0] ?? ''
    const xml = made.replace(inner, () => encrypted(inner, certificate))
    await expectRefusal(() => browser.post(xml, relayState), { check, tenant: acme, browser })
    await expectAccepted(await good(stage), relayState, stage)
  })

  it('and a clear one beside it is two assertions', async () => {
    const { stage, relayState } = await leave()
    const clear = signed(stage, await written(stage))
    const two = clear.replace(
      '</samlp:Response>',
      () => `${encrypted(assertionOf(clear), certificate)}</samlp:Response>`,
    )
    await expectRefusal(() => browser.post(two, relayState), { check: 'structure', tenant: acme, browser, status: 400 })
    await expectAccepted(await good(stage), relayState, stage)
  })

  it('and it is taken once', async () => {
    const { stage, relayState } = await leave()
    const xml = await good(stage)
    await expectAccepted(xml, relayState, stage)
    browser.cookies.delete('__Host-gatehouse-session')
    const next = await browser.leaveFor(provider)
    await expectRefusal(() => browser.post(xml, next.relayState), { check: 'in_response_to', tenant: acme, browser })
  })
})

describe('the tenant’s key', () => {
  it('is made once, is wrapped in the database, and is written down in the audit log', async () => {
    const tenant = await makeTestTenant()
    const read = await Promise.all(Array.from({ length: 5 }, () => advertised(tenant.id)))
    expect(new Set(read).size).toBe(1)
    const rows = await storedRows<{ wrapped: Buffer }>(
      `SELECT wrapped FROM tenant_keys WHERE tenant_id = $1 AND purpose = 'saml-decryption'`,
      [tenant.id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.wrapped.includes('RSA')).toBe(false)
    // The other is the one with which sign-out messages are signed.
    expect(await tenant.events('sso.key.create')).toHaveLength(2)
  })

  it('is not made for a tenant that does not exist', async () => {
    for (const id of ['019aa000-0000-7000-8000-000000000001', 'x', '..%2f'])
      expect((await browser.go(`/api/sso/saml/${id}/metadata`)).status).toBeGreaterThanOrEqual(400)
  })
})
