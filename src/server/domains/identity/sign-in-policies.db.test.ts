import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { type Keys, type Stage, signed, signedAfter, written } from '#testing/forge-saml-response.ts'
import { expectRefusal } from '#testing/refusals.ts'
import {
  connectTestProvider,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import { samlMetadata } from '../../../demo/connections.ts'
import { selfSignedCertificate } from '../../../demo/self-signed-certificate.ts'
import { createSsoConnection } from './index.ts'
import { closeJackson } from './jackson-adapter.ts'

let acme: TestTenant
let provider: TestIdentityProvider
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const minutes = (count: number) => new Date(Date.now() + count * 60_000)

async function leave(email: string, at = provider): Promise<{ stage: Stage; relayState: string }> {
  const { acsUrl, audience, requestId, relayState } = await browser.leaveFor(at)
  const { keys, entityId } = at
  const stage = { keys, entityId, acsUrl, audience, requestId, person: testPerson(email), victim: '' }
  return { relayState, stage }
}
const somebody = () => `person${++made}@${acme.slug}.test`

async function expectAccepted(xml: string, relayState: string, email: string): Promise<void> {
  const accepted = await browser.post(xml, relayState)
  expect(traceOf(accepted)).toBeNull()
  await browser.go(accepted.headers.get('location') ?? '')
  expect(await browser.whoami()).toMatchObject({ email })
}

describe('SessionNotOnOrAfter', () => {
  const sessionEnd = async () => {
    const session = await browser.whoami()
    const [row] = await storedRows<{ at: Date }>('SELECT expires_at AS at FROM sessions WHERE id = $1', [
      session?.sessionId,
    ])
    return row?.at.getTime() ?? 0
  }
  const ending = (at: Date) => (xml: string) =>
    xml.replace('<saml:AuthnStatement', `<saml:AuthnStatement SessionNotOnOrAfter="${at.toISOString()}"`)

  it('ends our session no later than the provider’s own', async () => {
    const email = somebody()
    const { stage, relayState } = await leave(email)
    const end = minutes(30)
    await expectAccepted(await signedAfter(stage, ending(end)), relayState, email)
    expect(await sessionEnd()).toBe(end.getTime())
    browser.now = () => minutes(31)
    expect(await browser.whoami()).toBeNull()
  })

  it('does not lengthen our session', async () => {
    const [email, other] = [somebody(), somebody()]
    const first = await leave(email)
    await expectAccepted(await signedAfter(first.stage, ending(minutes(60 * 24 * 30))), first.relayState, email)
    const long = await sessionEnd()
    browser = new TestBrowser()
    const second = await leave(other)
    await expectAccepted(signed(second.stage, await written(second.stage)), second.relayState, other)
    expect(Math.abs(long - (await sessionEnd()))).toBeLessThan(60_000)
  })
})

describe('how old an assertion and an authentication may be', () => {
  it('is what the connection says', async () => {
    const email = somebody()
    const { stage, relayState } = await leave(email)
    const old = () =>
      signedAfter(stage, (xml) => xml.replace(/AuthnInstant="[^"]*"/, `AuthnInstant="${minutes(-60).toISOString()}"`))
    const allow = (seconds: number) =>
      storedRows('UPDATE sso_connections SET authentication_max_age_seconds = $2 WHERE id = $1', [
        provider.connectionId,
        seconds,
      ])
    await allow(1800)
    const xml = await old()
    await expectRefusal(() => browser.post(xml, relayState), { check: 'authentication', tenant: acme, browser })
    await allow(86_400)
    await expectAccepted(xml, relayState, email)
  })
})

describe('old and new certificate side by side', () => {
  it('takes what either signed, and nothing that a third did', async () => {
    const [old, next, third] = [keys('old'), keys('next'), keys('third')]
    const entityId = `https://rolling.${acme.slug}.test`
    const certificateOf = (pair: Keys) => pair.certificatePem.replace(/-----[A-Z ]+-----|\s/g, '')
    const metadataXml = samlMetadata('http://127.0.0.1:9', old.certificatePem)
      .replace(/entityID="[^"]*"/, `entityID="${entityId}"`)
      .replace(/<KeyDescriptor.*<\/KeyDescriptor>/, (one) => one + one.replace(certificateOf(old), certificateOf(next)))
    const scope = systemScope(acme.id, 'seed', 'sso-connection:manage')
    const { id } = await createSsoConnection(scope, { protocol: 'saml', name: 'Rolling', metadataXml })
    const rolling = { entityId, connectionId: id, connectionName: 'Rolling', keys: old, tenant: acme }
    for (const pair of [old, next]) {
      browser = new TestBrowser()
      const email = somebody()
      const { stage, relayState } = await leave(email, rolling)
      const forged = signed(stage, await written(stage), { keys: third })
      await expectRefusal(() => browser.post(forged, relayState), { check: 'signature', tenant: acme, browser })
      await expectAccepted(signed(stage, await written(stage), { keys: pair }), relayState, email)
    }
  })

  function keys(commonName: string): Keys {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const dates = { notBefore: minutes(-1), notAfter: minutes(60 * 24) }
    return {
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificatePem: selfSignedCertificate({ privateKey, commonName, ...dates }),
    }
  }
})

describe('an address outside the verified domains', () => {
  const verify = (domain: string, verifiedAt: Date | null) =>
    storedRows(
      `INSERT INTO verified_domains (tenant_id, id, domain, challenge, verified_at) VALUES ($1, $2, $3, $4, $5)`,
      [acme.id, newId(), domain, 'a-challenge-of-this-test-only', verifiedAt],
    )
  const outside = (what: 'refuse' | 'quarantine') =>
    storedRows('UPDATE sso_connections SET outside_address = $2 WHERE id = $1', [provider.connectionId, what])

  it('passes while the tenant has verified none, and is refused from the first on', async () => {
    const before = somebody()
    const free = await leave(before)
    await expectAccepted(signed(free.stage, await written(free.stage)), free.relayState, before)

    await verify(`own.${acme.slug}.test`, new Date())
    await verify(`unproven.${acme.slug}.test`, null)
    for (const email of [
      `a@elsewhere.test`,
      `a@unproven.${acme.slug}.test`,
      `a@sub.own.${acme.slug}.test`,
      `a@own.${acme.slug}.test.evil.test`,
      `a@own.${acme.slug}.test@evil.test`,
    ]) {
      browser = new TestBrowser()
      const { stage, relayState } = await leave(email)
      const xml = signed(stage, await written(stage))
      await expectRefusal(() => browser.post(xml, relayState), { check: 'email_domain', tenant: acme, browser })
    }
    browser = new TestBrowser()
    const own = `a@OWN.${acme.slug}.test`
    const { stage, relayState } = await leave(own)
    await expectAccepted(signed(stage, await written(stage)), relayState, own)
  })

  it('finds no member, though one has it', async () => {
    const member = await acme.person({ role: 'owner' })
    const { stage, relayState } = await leave(member.email as string)
    const xml = signed(stage, await written(stage))
    await expectRefusal(() => browser.post(xml, relayState), { check: 'email_domain', tenant: acme, browser })
    expect(await storedRows('SELECT 1 FROM identities WHERE user_id = $1', [member.id])).toEqual([])
  })

  it('is kept as a disabled member where the connection quarantines, without a session, a role or a second copy', async () => {
    await outside('quarantine')
    const email = `guest@elsewhere-${acme.slug}.test`
    for (let attempt = 0; attempt < 2; attempt += 1) {
      browser = new TestBrowser()
      const { stage, relayState } = await leave(email)
      const trace = traceOf(await browser.post(signed(stage, await written(stage)), relayState))
      expect(trace).not.toBeNull()
      expect(await browser.whoami()).toBeNull()
      expect((await acme.events('sign_in.reject')).at(-1)).toMatchObject({
        metadata: { check: 'email_domain', traceId: trace },
      })
    }
    const kept = await storedRows<{ id: string; active: boolean }>(
      'SELECT id, active FROM users WHERE user_name = $1',
      [email],
    )
    expect(kept).toEqual([{ id: kept[0]?.id, active: false }])
    expect(await storedRows('SELECT 1 FROM sessions WHERE user_id = $1', [kept[0]?.id])).toEqual([])
    expect(await storedRows('SELECT 1 FROM role_assignments WHERE user_id = $1', [kept[0]?.id])).toEqual([])
    expect((await acme.events('user.create')).at(-1)).toMatchObject({ metadata: { active: false } })
    await outside('refuse')
  })
})
