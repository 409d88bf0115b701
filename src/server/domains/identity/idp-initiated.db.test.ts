import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { withEncryptedAssertion } from '#testing/encrypt-assertion.ts'
import { type Stage, signed, written } from '#testing/forge-saml-response.ts'
import { expectRefusal } from '#testing/refusals.ts'
import {
  connectTestProvider,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { getGuardSettings, updateGuardSettings } from './index.ts'
import { closeJackson } from './jackson-adapter.ts'
import { ourAddresses } from './our-addresses.ts'

// SAML profiles §4.1.5: responses that nobody asked for.

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let globexProvider: TestIdentityProvider
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
  globexProvider = await connectTestProvider(globex)
})
beforeEach(async () => {
  browser = new TestBrowser()
  await allow(provider, true)
})
afterAll(closeJackson)

async function allow(at: TestIdentityProvider, idpInitiated: boolean): Promise<void> {
  await storedRows('UPDATE sso_connections SET idp_initiated = $2 WHERE id = $1', [at.connectionId, idpInitiated])
}

function stageAt(at: TestIdentityProvider): Stage {
  const { acsUrl, entityId: audience } = ourAddresses(at.tenant.id)
  made += 1
  const person = testPerson(`person${made}@${at.tenant.slug}.test`)
  return {
    keys: at.keys,
    entityId: at.entityId,
    acsUrl,
    audience,
    requestId: '',
    person,
    victim: `owner@${at.tenant.slug}.test`,
  }
}
const unasked = async (stage: Stage, change: (xml: string) => string = (xml) => xml) =>
  signed(stage, change((await written(stage)).replaceAll(/ InResponseTo="[^"]*"/g, '')))

async function expectSignedIn(xml: string, relayState: string, stage: Stage, landing: string): Promise<void> {
  const accepted = await browser.post(xml, relayState)
  expect(traceOf(accepted)).toBeNull()
  const landed = await browser.go(accepted.headers.get('location') ?? '')
  expect(landed.headers.get('location')).toBe(landing)
  expect(await browser.whoami()).toMatchObject({ tenantId: acme.id, email: stage.person.email })
}

/** Turned away without a word in any tenant's log: nothing that was posted is known to be of that tenant. */
async function expectUnrecorded(work: () => Promise<Response>): Promise<void> {
  const before = (await acme.events()).length + (await globex.events()).length
  expect(traceOf(await work())).not.toBeNull()
  expect(await browser.whoami()).toBeNull()
  expect((await acme.events()).length + (await globex.events()).length).toBe(before)
}

describe('a response that nobody asked for', () => {
  it('is refused where the switch is off, which it is from the start, and taken where it is on', async () => {
    const [row] = await storedRows('SELECT idp_initiated FROM sso_connections WHERE id = $1', [
      globexProvider.connectionId,
    ])
    expect(row).toEqual({ idp_initiated: false })
    await allow(provider, false)
    const stage = stageAt(provider)
    const xml = await unasked(stage)
    await expectUnrecorded(() => browser.post(xml, ''))
    await allow(provider, true)
    await expectSignedIn(xml, '', stage, `/t/${acme.slug}/overview`)
  })

  it('lands on the tenant’s page that its RelayState names, and nowhere else', async () => {
    const there = stageAt(provider)
    await expectSignedIn(await unasked(there), `/t/${acme.slug}/audit`, there, `/t/${acme.slug}/audit`)
    const elsewhere = stageAt(provider)
    await expectSignedIn(await unasked(elsewhere), `/t/${globex.slug}/audit`, elsewhere, `/t/${acme.slug}/overview`)
  })

  it.each([
    '//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\\evil.example',
    'boxyhq_jackson_none',
    'x',
  ])('is refused with the RelayState %s, which is no page of ours', async (relayState) => {
    const xml = await unasked(stageAt(provider))
    await expectUnrecorded(() => browser.post(xml, relayState))
  })

  it('never answers a pending request, though the switch is on, and leaves it as it was', async () => {
    const departure = await browser.leaveFor(provider)
    const stage = stageAt(provider)
    const xml = await unasked(stage)
    await expectRefusal(() => browser.post(xml, departure.relayState), {
      check: 'in_response_to',
      tenant: acme,
      browser,
    })
    const answer = signed(
      { ...stage, requestId: departure.requestId },
      await written({ ...stage, requestId: departure.requestId }),
    )
    await expectSignedIn(answer, departure.relayState, stage, `/t/${acme.slug}/overview`)
  })

  it('is refused where it answers a request that is not pending', async () => {
    const departure = await browser.leaveFor(provider)
    const stage = { ...stageAt(provider), requestId: departure.requestId }
    const solicited = signed(stage, await written(stage))
    await expectUnrecorded(() => browser.post(solicited, ''))
    const half = signed(stage, (await written(stage)).replace(/ InResponseTo="[^"]*"/, ''))
    await expectRefusal(() => browser.post(half, ''), { check: 'subject_confirmation', tenant: acme, browser })
  })

  it('is taken once: a second post opens nothing, also ten at the same time', async () => {
    const xml = await unasked(stageAt(provider))
    const browsers = Array.from({ length: 10 }, () => new TestBrowser())
    const answers = await Promise.all(browsers.map((one) => one.post(xml, '')))
    expect(answers.filter((answer) => traceOf(answer) === null)).toHaveLength(1)
    await expectRefusal(() => browser.post(xml, ''), { check: 'replay', tenant: acme, browser })
  })

  it('is good in the browser that posted it only', async () => {
    const accepted = await browser.post(await unasked(stageAt(provider)), '')
    const location = accepted.headers.get('location') ?? ''
    const other = new TestBrowser()
    expect(traceOf(await other.go(location))).not.toBeNull()
    expect(traceOf(await browser.go(location))).toBeNull()
  })

  it('is of the tenant whose connection verified it: another tenant’s audience or key leads nowhere', async () => {
    const stage = stageAt(provider)
    const { entityId: theirs } = ourAddresses(globex.id)
    await allow(globexProvider, true)
    const toGlobex = await unasked({ ...stage, audience: theirs })
    await expectUnrecorded(() => browser.post(toGlobex, ''))
    const pretending = await unasked({ ...stage, audience: theirs, entityId: globexProvider.entityId })
    await expectUnrecorded(() => browser.post(pretending, ''))
    await expectSignedIn(await unasked(stage), '', stage, `/t/${acme.slug}/overview`)
    await allow(globexProvider, false)
  })

  it('is held to every other check, and its refusal is recorded once its signature held', async () => {
    const old = await unasked(stageAt(provider), (xml) =>
      xml.replace(/(<saml:Conditions[^>]*NotOnOrAfter=)"[^"]*"/, '$1"2020-01-01T00:00:00Z"'),
    )
    await expectRefusal(() => browser.post(old, ''), { check: 'conditions', tenant: acme, browser })
    const stage = stageAt(provider)
    const unsigned = (await written(stage)).replaceAll(/ InResponseTo="[^"]*"/g, '')
    await expectUnrecorded(() => browser.post(unsigned, ''))
  })

  describe('whose assertion is encrypted', () => {
    const advertised = async (tenant: TestTenant) => {
      const metadata = await (await browser.go(`/api/sso/saml/${tenant.id}/metadata`)).text()
      const key = /<KeyDescriptor use="encryption">.*?<ds:X509Certificate>([^<]+)</s.exec(metadata)?.[1] ?? ''
      return new X509Certificate(Buffer.from(key, 'base64')).toString()
    }
    const page = (tenant: TestTenant) => `/t/${tenant.slug}/members`

    it('is taken where its RelayState is a page of the tenant to whose key it is encrypted', async () => {
      const stage = stageAt(provider)
      const xml = withEncryptedAssertion(await unasked(stage), await advertised(acme))
      await expectSignedIn(xml, page(acme), stage, page(acme))
    })

    it('is refused without that, and with a page of another tenant', async () => {
      const xml = withEncryptedAssertion(await unasked(stageAt(provider)), await advertised(acme))
      await expectUnrecorded(() => browser.post(xml, ''))
      await allow(globexProvider, true)
      await expectUnrecorded(() => browser.post(xml, page(globex)))
      await allow(globexProvider, false)
    })

    it('is refused encrypted to another tenant’s key, and for another tenant’s audience', async () => {
      const stage = stageAt(provider)
      const toGlobex = withEncryptedAssertion(await unasked(stage), await advertised(globex))
      await expectUnrecorded(() => browser.post(toGlobex, page(acme)))
      const { entityId: audience } = ourAddresses(globex.id)
      const elsewhere = withEncryptedAssertion(await unasked({ ...stage, audience }), await advertised(acme))
      await expectRefusal(() => browser.post(elsewhere, page(acme)), { check: 'audience', tenant: acme, browser })
    })

    it('is refused unsigned, signed by another provider, and where the switch is off', async () => {
      const stage = stageAt(provider)
      const key = await advertised(acme)
      const bare = (await written(stage)).replaceAll(/ InResponseTo="[^"]*"/g, '')
      await expectUnrecorded(() => browser.post(withEncryptedAssertion(bare, key), page(acme)))
      const theirs = await unasked({ ...stage, keys: globexProvider.keys })
      await expectUnrecorded(() => browser.post(withEncryptedAssertion(theirs, key), page(acme)))
      await allow(provider, false)
      const good = withEncryptedAssertion(await unasked(stage), key)
      await expectUnrecorded(() => browser.post(good, page(acme)))
      await allow(provider, true)
      await expectSignedIn(good, page(acme), stage, page(acme))
    })
  })

  it('finds the right one of two connections that share an entity ID, by the key', async () => {
    const twin = await connectTestProvider(acme, provider.entityId, 'Its twin')
    await allow(twin, true)
    const stage = stageAt(twin)
    await expectSignedIn(await unasked(stage), '', stage, `/t/${acme.slug}/overview`)
    const [row] = await storedRows('SELECT connection_id FROM identities WHERE subject = $1', [stage.person.userName])
    expect(row).toEqual({ connection_id: twin.connectionId })
  })
})

describe('the switch', () => {
  it('is thrown by who manages connections, seen by who reads them, and written down', async () => {
    const admin = await acme.person({ role: 'admin' })
    const id = provider.connectionId
    const settings = await updateGuardSettings(authorize(admin, 'sso-connection:manage'), { id, idpInitiated: false })
    expect(settings).toEqual({
      idpInitiated: false,
      assertionMaxAgeMinutes: 10,
      authenticationMaxAgeMinutes: 1440,
      outsideAddress: 'refuse',
      singleLogout: false,
    })
    expect((await acme.events('sso.connection.update')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      metadata: { changed: ['idpInitiated'] },
    })
    const viewer = await acme.person({ role: 'viewer' })
    expect(await getGuardSettings(authorize(viewer, 'sso-connection:read'), { id })).toEqual(settings)
    await expect(
      updateGuardSettings(authorize(viewer, 'sso-connection:manage'), { id, idpInitiated: true }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const stranger = await globex.person({ role: 'owner' })
    await expect(
      updateGuardSettings(authorize(stranger, 'sso-connection:manage'), { id, idpInitiated: true }),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(getGuardSettings(authorize(stranger, 'sso-connection:read'), { id })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await getGuardSettings(authorize(viewer, 'sso-connection:read'), { id })).toEqual(settings)
  })
})
