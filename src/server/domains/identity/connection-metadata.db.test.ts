import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ssoGetOutput } from '#contracts/sso.ts'
import { authorize } from '#server/domains/access/index.ts'
import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import { respond, TestBrowser, testPerson, traceOf } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { samlMetadata } from '../../../demo/connections.ts'
import { selfSignedCertificate } from '../../../demo/self-signed-certificate.ts'
import { createSsoConnection } from './create-sso-connection.ts'
import { getSsoConnection } from './get-sso-connection.ts'
import { closeJackson } from './jackson-adapter.ts'
import { refreshConnections, refreshSsoConnection } from './refresh-connections.ts'
import { updateSsoConnection } from './update-sso-connection.ts'
import { warnOfCertificates } from './warn-of-certificates.ts'

// http on this machine is called by the demo only.
process.env.GATEHOUSE_DEMO = '1'

const DAY_MS = 86_400_000
const ENTITY_ID = 'https://idp.rolling.test'
let tenant: TestTenant
let owner: TestPerson
let server: Server
let origin: string
let answer: { status: number; body: string; headers?: Record<string, string> }

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
})
afterAll(async () => {
  server.close().closeAllConnections()
  await closeJackson()
})

function newKeys(daysLeft = 365) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificatePem = selfSignedCertificate({
    privateKey,
    commonName: `idp ${newId()}`,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + daysLeft * DAY_MS),
  })
  return { privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificatePem }
}
type Keys = ReturnType<typeof newKeys>

function metadataOf(keys: Keys[], entityId = ENTITY_ID): string {
  const [first, ...more] = keys as [Keys, ...Keys[]]
  const xml = samlMetadata('http://127.0.0.1:9', first.certificatePem).replace(
    /entityID="[^"]*"/,
    `entityID="${entityId}"`,
  )
  const descriptor = /<KeyDescriptor[\s\S]*?<\/KeyDescriptor>/.exec(xml)?.[0] as string
  const body = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
  const others = more.map((one) => descriptor.replace(body(first.certificatePem), body(one.certificatePem)))
  return xml.replace(descriptor, [descriptor, ...others].join(''))
}

const answerWith = (status: number, body: string) => {
  answer = { status, body }
}
const publish = (keys: Keys[], entityId?: string) => {
  answer = { status: 200, body: metadataOf(keys, entityId) }
}
const manage = () => authorize(owner, 'sso-connection:manage')
const connect = () =>
  createSsoConnection(manage(), {
    protocol: 'saml',
    name: 'Rolling',
    provider: 'keycloak',
    metadataUrl: `${origin}/md`,
  })
const details = async (id: string) =>
  ssoGetOutput.parse(await getSsoConnection(authorize(owner, 'sso-connection:read'), { id }))
const daily = (at: Date) => refreshConnections(systemScope(tenant.id, 'housekeeping', 'sso-connection:manage'), at)
const notices = (notice: string) =>
  storedRows(`SELECT payload FROM outbox WHERE tenant_id = $1 AND payload->>'notice' = $2`, [tenant.id, notice])

/** Whether an assertion signed with these keys opens the door. */
async function getsIn(id: string, keys: Keys): Promise<boolean> {
  const provider = { keys, entityId: ENTITY_ID, connectionId: id, connectionName: 'Rolling', tenant }
  const browser = new TestBrowser()
  const departure = await browser.leaveFor(provider)
  const person = testPerson('ada@rolling.test')
  return traceOf(await browser.post(await respond(provider, departure, { person }), departure.relayState)) === null
}

describe('metadata by address', () => {
  it('is read when the connection is made, and the address is kept', async () => {
    const keys = newKeys()
    publish([keys])
    const { id } = await connect()
    expect(await details(id)).toMatchObject({
      issuer: ENTITY_ID,
      provider: 'keycloak',
      metadataUrl: `${origin}/md`,
      metadataRefreshedAt: expect.any(String),
      certificates: [{ acceptedUntil: null }],
    })
    expect(await getsIn(id, keys)).toBe(true)
  })

  it.each([
    ['https://127.0.0.1/md', /own network/],
    ['https://[::ffff:10.0.0.1]/md', /own network/],
    ['https://169.254.169.254/latest', /own network/],
    ['http://idp.example/md', /https/],
    ['https://user:secret@idp.example/md', /https/],
  ])('is not read from %s', async (metadataUrl, message) => {
    const attempt = createSsoConnection(manage(), { protocol: 'saml', name: 'Refused', metadataUrl })
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid_input',
      path: '/metadataUrl',
      message: expect.stringMatching(message),
    })
  })

  it('is not read from a name that leads to our own network, as found when the call is made', async () => {
    env().GATEHOUSE_DEMO = '0'
    try {
      const attempt = createSsoConnection(manage(), {
        protocol: 'saml',
        name: 'Refused',
        metadataUrl: 'https://localhost/md',
      })
      await expect(attempt).rejects.toMatchObject({
        path: '/metadataUrl',
        message: expect.stringMatching(/own network/),
      })
    } finally {
      env().GATEHOUSE_DEMO = '1'
    }
  })

  it('is bounded in size, and no redirect is followed', async () => {
    answer = { status: 200, body: 'x'.repeat(300_000) }
    await expect(connect()).rejects.toMatchObject({ message: expect.stringMatching(/too large/) })
    answer = { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }
    await expect(connect()).rejects.toMatchObject({ message: expect.stringMatching(/does not answer with a document/) })
    expect(await storedRows('SELECT 1 FROM sso_connections WHERE tenant_id = $1', [tenant.id])).toEqual([])
  })

  it('is asked for by nobody without sso-connection:manage', async () => {
    const viewer = await tenant.person({ role: 'viewer' })
    const attempt = createSsoConnection(authorize(viewer, 'sso-connection:manage'), {
      protocol: 'saml',
      name: 'Refused',
      metadataUrl: 'https://127.0.0.1/md',
    })
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the daily refresh', () => {
  it('accepts old and new certificate side by side while the provider rolls, and the old no longer after a week', async () => {
    const [before, after] = [newKeys(), newKeys()]
    publish([before])
    const { id } = await connect()
    publish([before, after])
    const now = Date.now()
    await daily(new Date(now))
    expect([await getsIn(id, before), await getsIn(id, after)]).toEqual([true, true])
    publish([after])
    await daily(new Date(now + DAY_MS))
    expect([await getsIn(id, before), await getsIn(id, after)]).toEqual([true, true])
    expect((await details(id)).certificates.map((one) => one.acceptedUntil !== null)).toEqual([false, true])
    await daily(new Date(now + 9 * DAY_MS))
    expect([await getsIn(id, before), await getsIn(id, after)]).toEqual([false, true])
    expect((await tenant.events('sso.connection.refresh')).map((event) => event.metadata)).toEqual([
      { certificatesAdded: 1, certificatesRemoved: 0 },
      { certificatesAdded: 0, certificatesRemoved: 1 },
    ])
  })

  it.each([
    ['cannot be read', () => answerWith(503, ''), /does not answer with a document/],
    ['is of another provider', () => publish([newKeys()], 'https://evil.test'), /another identity provider/],
    ['is no metadata', () => answerWith(200, '<html/>'), /EntityDescriptor/],
  ])(
    'takes nothing from metadata that %s, says so on the page and tells the Owners once',
    async (_what, spoil, words) => {
      const keys = newKeys()
      publish([keys])
      const { id } = await connect()
      spoil()
      await daily(new Date())
      await daily(new Date(Date.now() + DAY_MS))
      expect(await details(id)).toMatchObject({ metadataProblem: expect.stringMatching(words), issuer: ENTITY_ID })
      expect(await getsIn(id, keys)).toBe(true)
      expect(await notices('sso-metadata.failing')).toHaveLength(1)
      publish([keys])
      await refreshSsoConnection(manage(), { id })
      expect((await details(id)).metadataProblem).toBeNull()
    },
  )
})

describe('the end of a certificate', () => {
  it('is warned of 30, 7 and 1 days before, each once, and anew for a new certificate', async () => {
    publish([newKeys(40)])
    const { id } = await connect()
    const end = Date.parse((await details(id)).certificates[0]?.validTo as string)
    const warn = (daysBefore: number) =>
      warnOfCertificates(
        systemScope(tenant.id, 'housekeeping', 'sso-connection:manage'),
        new Date(end - daysBefore * DAY_MS),
      )
    const said = async () => (await tenant.events('sso.certificate.warn')).map((event) => event.metadata.days)
    await warn(31)
    expect(await said()).toEqual([])
    for (const days of [30, 29, 8, 7, 6, 2, 1, 0.5, -1]) await warn(days)
    expect(await said()).toEqual([30, 7, 1])
    expect(await notices('sso-certificate.expiring')).toHaveLength(3)
    publish([newKeys(60)])
    await daily(new Date())
    await warn(35)
    const next = Date.parse((await details(id)).certificateExpiresAt as string)
    await warnOfCertificates(
      systemScope(tenant.id, 'housekeeping', 'sso-connection:manage'),
      new Date(next - 30 * DAY_MS),
    )
    expect(await said()).toEqual([30, 7, 1, 30])
  })
})

describe('changing a connection', () => {
  const update = (id: string, input: object, actor = owner) =>
    updateSsoConnection(authorize(actor, 'sso-connection:manage'), { id, ...input })

  it('takes new metadata of the same provider beside the old certificate, and asks for a new proof', async () => {
    const [before, after] = [newKeys(), newKeys()]
    publish([before])
    const { id } = await connect()
    await storedRows('UPDATE sso_connections SET proven_at = now() WHERE id = $1', [id])
    const changed = await update(id, { name: 'Renamed', metadataXml: metadataOf([after]), metadataUrl: null })
    expect(changed).toMatchObject({ name: 'Renamed', metadataUrl: null, provenAt: null })
    expect([await getsIn(id, before), await getsIn(id, after)]).toEqual([true, true])
    expect((await tenant.events('sso.connection.update')).at(-1)).toMatchObject({
      actor: { id: owner.id },
      metadata: { changed: ['name', 'metadataUrl', 'metadata'] },
    })
  })

  it('never puts another provider in its place', async () => {
    const keys = newKeys()
    publish([keys])
    const { id } = await connect()
    const stranger = metadataOf([newKeys()], 'https://evil.test')
    await expect(update(id, { metadataXml: stranger })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/another identity provider/),
    })
    await expect(
      update(id, { client: { discoveryUrl: 'https://idp.example/x', clientId: 'a', clientSecret: 'b' } }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await getsIn(id, keys)).toBe(true)
  })

  it('refuses a name that is taken, a foreign connection like a missing one, and whoever may not', async () => {
    publish([newKeys()])
    const { id } = await connect()
    await createSsoConnection(manage(), { protocol: 'saml', name: 'Taken', metadataXml: metadataOf([newKeys()]) })
    await expect(update(id, { name: 'TAKEN' })).rejects.toMatchObject({ code: 'conflict', path: '/name' })
    const outsider = await (await makeTestTenant()).person({ role: 'owner' })
    for (const attempt of [
      (one: string) => update(one, { name: 'Mine' }, outsider),
      (one: string) => refreshSsoConnection(authorize(outsider, 'sso-connection:manage'), { id: one }),
      (one: string) => getSsoConnection(authorize(outsider, 'sso-connection:read'), { id: one }),
    ]) {
      const [foreign, missing] = await Promise.allSettled([attempt(id), attempt(newId())])
      expect(foreign).toEqual(missing)
      expect(foreign).toMatchObject({ reason: { code: 'not_found' } })
    }
    const viewer = await tenant.person({ role: 'viewer' })
    await expect(update(id, { name: 'Mine' }, viewer)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await details(id)).name).toBe('Rolling')
  })
})
