import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { createDirectory, createDirectoryWithToken } from '#server/domains/directory/index.ts'
import type { Principal } from '#server/platform/principal.ts'
import { connectTestProvider, respond, TestBrowser, testPerson, traceOf } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { samlMetadata } from '../../../../demo/connections.ts'
import { createSsoConnection } from '../create-sso-connection.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { letConnectionVouch } from '../let-connection-vouch.ts'
import { getConnectionTest } from '../testing-connection/get-connection-test.ts'
import { startConnectionTest } from '../testing-connection/start-connection-test.ts'
import { createSetupLink } from './create-setup-link.ts'
import { finishSetup } from './finish-setup.ts'
import { getSetup } from './get-setup.ts'
import { handleOpenSetupLink } from './handle-open-setup-link.ts'
import { listSetupLinks } from './list-setup-links.ts'
import { openSetupLink } from './open-setup-link.ts'
import { resolveSetupLink } from './resolve-setup-link.ts'
import { revokeSetupLink } from './revoke-setup-link.ts'

type Link = Extract<Principal, { type: 'setup-link' }>

let acme: TestTenant
let globex: TestTenant
let admin: TestPerson
beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  admin = await acme.person({ role: 'admin' })
})
afterAll(closeJackson)

const make = async (by: TestPerson = admin, expiresInDays = 7) => {
  const { url, item } = await createSetupLink(authorize(by, 'setup-link:create'), { label: 'Acme IT', expiresInDays })
  return { token: url.split('/').at(-1) as string, item }
}
const inBrowser = (browserToken: string) =>
  resolveSetupLink(new Headers({ cookie: `__Host-gatehouse-setup=${browserToken}` }), testRequest())
const opened = async (): Promise<{ link: Link; id: string; token: string }> => {
  const { token, item } = await make()
  const { browserToken } = (await openSetupLink(token, testRequest())) as { browserToken: string }
  return { link: (await inBrowser(browserToken)) as Link, id: item.id, token }
}
const setup = (link: Link) => getSetup(authorize(link, 'setup:read'))
const configure = (link: Link) => authorize(link, 'setup:configure')
const post = (token: string, cookie = '') =>
  handleOpenSetupLink(
    new Request('http://127.0.0.1/api/setup/open', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie ? { cookie } : {}) },
      body: new URLSearchParams({ token }),
    }),
    true,
  )

describe('a set-up link', () => {
  it('is kept as a hash, lasts seven days at most, and its making is recorded', async () => {
    const { token, item } = await make()
    const [row] = await storedRows<{ row: string; hash: Buffer; days: number }>(
      `SELECT l::text AS row, token_hash AS hash, extract(epoch FROM expires_at - created_at)::int / 86400 AS days FROM setup_links l WHERE id = $1`,
      [item.id],
    )
    expect(row?.row).not.toContain(token)
    expect(row?.hash).toEqual(createHash('sha256').update(token).digest())
    expect(row?.days).toBe(7)
    await expect(make(admin, 8)).rejects.toThrow()
    expect((await acme.events('setup_link.create'))[0]).toMatchObject({
      actor: { id: admin.id },
      targets: [{ id: item.id }],
    })
  })

  it('belongs to the first browser that opens it, also when ten try at the same moment', async () => {
    const { token, item } = await make()
    const results = await Promise.all(Array.from({ length: 10 }, () => openSetupLink(token, testRequest())))
    const got = results.filter((result) => result !== null)
    expect(got).toHaveLength(1)
    expect(await inBrowser(got[0]?.browserToken as string)).toMatchObject({ type: 'setup-link', id: item.id })
    expect(await inBrowser('B'.repeat(43))).toBeNull()
    expect((await acme.events('setup_link.open')).filter(({ targets }) => targets[0]?.id === item.id)).toHaveLength(1)
  })

  it('is opened by a post from our own page, which sets a cookie that no page can read; the same browser comes back', async () => {
    const { token } = await make()
    const first = await post(token)
    expect(first.headers.get('location')).toBe('/setup')
    const cookie = first.headers.getSetCookie()[0] as string
    expect(cookie).toMatch(/^__Host-gatehouse-setup=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/)
    expect((await post(token, cookie.split(';')[0])).headers.get('location')).toBe('/setup')
    expect((await post(token)).headers.get('location')).toBe('/setup?used=1')
    expect((await handleOpenSetupLink(new Request('http://127.0.0.1/', { method: 'POST' }), false)).status).toBe(403)
  })

  it('opens nothing once it has expired or was revoked, and does nothing more where it was open', async () => {
    const late = await make()
    await storedRows(
      `UPDATE setup_links SET created_at = now() - interval '8 days', expires_at = now() - interval '1 day' WHERE id = $1`,
      [late.item.id],
    )
    expect(await openSetupLink(late.token, testRequest())).toBeNull()
    const { link, id } = await opened()
    expect(await setup(link)).toMatchObject({ label: 'Acme IT', connections: [], directories: [] })
    await revokeSetupLink(authorize(admin, 'setup-link:revoke'), { id })
    await expect(setup(link)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(createDirectoryWithToken(configure(link), { name: 'Late', provider: 'okta' })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect((await listSetupLinks(authorize(admin, 'setup-link:read'))).items.find((one) => one.id === id)?.state).toBe(
      'revoked',
    )
    expect((await acme.events('setup_link.revoke')).at(-1)).toMatchObject({ targets: [{ id }] })
  })

  it('ends when whoever uses it says that it is done', async () => {
    const { link, id } = await opened()
    await finishSetup(configure(link))
    await expect(setup(link)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await acme.events('setup_link.finish')).at(-1)).toMatchObject({ actor: { type: 'service', id } })
  })
})

describe('the holder of a set-up link', () => {
  it('connects a provider, tests it and makes a directory with its token, each as an event of the link', async () => {
    const { link, id } = await opened()
    const keys = await connectTestProvider(globex)
    const metadataXml = samlMetadata('http://127.0.0.1:9', keys.keys.certificatePem).replace(
      /entityID="[^"]*"/,
      `entityID="https://idp.setup.test"`,
    )
    const connection = await createSsoConnection(configure(link), { protocol: 'saml', name: 'By set-up', metadataXml })
    const directory = await createDirectoryWithToken(configure(link), { name: 'By set-up', provider: 'okta' })
    expect(directory.token).not.toBe('')
    const member = await acme.person({ role: 'owner' })
    const { testId, url } = await startConnectionTest(configure(link), { connectionId: connection.id })
    const browser = new TestBrowser()
    const provider = { ...keys, tenant: acme, connectionId: connection.id, entityId: 'https://idp.setup.test' }
    const departure = await browser.leaveFor(provider, Object.fromEntries(new URL(url).searchParams))
    const answer = await browser.post(
      await respond(provider, departure, { person: testPerson(member.email as string) }),
      departure.relayState,
    )
    expect(answer.headers.get('location')).toBe(`/setup/tests/${testId}`)
    expect(await browser.whoami()).toBeNull()
    const test = await getConnectionTest(authorize(link, 'setup:read'), { id: testId })
    expect(test).toMatchObject({ state: 'passed', startedBy: 'A set-up link' })
    expect(test).toMatchObject({ person: null, currentRoles: [] })
    expect(test.claims.every(({ values }) => values !== null)).toBe(true)
    expect(await setup(link)).toMatchObject({
      connections: [{ id: connection.id }],
      tests: [{ connectionId: connection.id, result: 'passed' }],
      directories: [{ id: directory.id, baseUrl: directory.baseUrl }],
    })
    for (const action of ['sso.connection.create', 'directory.create', 'directory.token.create', 'sso.connection.test'])
      expect((await acme.events(action)).at(-1)?.actor, action).toEqual({ type: 'service', id })
  })

  it('comes in as nobody who has a role: that waits until an Owner lets the connection vouch', async () => {
    const { link } = await opened()
    const provider = await connectTestProvider(acme, 'https://idp.link.test', 'By link', configure(link))
    const signIn = async (email: string) => {
      const browser = new TestBrowser()
      const departure = await browser.leaveFor(provider)
      const response = await respond(provider, departure, { person: testPerson(email) })
      const answer = await browser.post(response, departure.relayState)
      if (traceOf(answer)) return null
      await browser.go(answer.headers.get('location') ?? '')
      return browser.whoami()
    }
    const target = await acme.person({ role: 'admin' })
    const reader = await acme.person({ role: 'auditor' })
    expect(await signIn(target.email as string)).toBeNull()
    expect(await signIn(reader.email as string)).toBeNull()
    expect(await signIn(`new@${acme.slug}.test`)).toMatchObject({ tenantId: acme.id })
    const plain = await acme.person()
    expect(await signIn(plain.email as string)).toMatchObject({ id: plain.id })
    const owner = await acme.person({ role: 'owner' })
    await letConnectionVouch(authorize(owner, 'role:assign-owner'), {
      id: provider.connectionId,
      vouchesForOwners: true,
    })
    expect(await signIn(target.email as string)).toMatchObject({ id: target.id })
  })

  it('sees and tests nothing that was made by others', async () => {
    const { link } = await opened()
    const theirs = await connectTestProvider(acme, 'https://idp.other.test').catch(() => null)
    const { items } = {
      items: await storedRows<{ id: string }>('SELECT id FROM sso_connections WHERE tenant_id = $1', [acme.id]),
    }
    expect(items.length + (theirs ? 1 : 0)).toBeGreaterThan(0)
    expect((await setup(link)).connections).toEqual([])
    await expect(startConnectionTest(configure(link), { connectionId: items[0]?.id as string })).rejects.toMatchObject({
      code: 'not_found',
    })
    const mine = await startConnectionTest(authorize(admin, 'sso-connection:manage'), {
      connectionId: items[0]?.id as string,
    })
    await expect(getConnectionTest(authorize(link, 'setup:read'), { id: mine.testId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('holds exactly the permissions of a set-up, whatever the operation', async () => {
    const { link, id } = await opened()
    await expect(
      createDirectory(authorize(link, 'directory:manage'), { name: 'No', provider: 'okta' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(make(link as unknown as TestPerson)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await acme.events('access.deny')).at(-1)).toMatchObject({
      actor: { type: 'service', id },
      metadata: { permission: 'setup-link:create' },
    })
    const owner = await acme.person({ role: 'owner' })
    await expect(getSetup(authorize(owner, 'setup:read'))).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the roles and tenants of set-up links', () => {
  it('let Owners and Admins make and revoke them, auditors read them, and nobody touch another tenant’s', async () => {
    const { item } = await make()
    const auditor = await acme.person({ role: 'auditor' })
    const foreign = await globex.person({ role: 'owner' })
    await expect(make(auditor)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(revokeSetupLink(authorize(auditor, 'setup-link:revoke'), { id: item.id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(revokeSetupLink(authorize(foreign, 'setup-link:revoke'), { id: item.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    const read = async (person: TestPerson) => (await listSetupLinks(authorize(person, 'setup-link:read'))).items
    expect((await read(auditor)).find(({ id }) => id === item.id)).toMatchObject({
      state: 'waiting',
      createdBy: admin.name,
    })
    expect(await read(foreign)).toEqual([])
    await expect(read(await acme.person({ role: 'viewer' }))).rejects.toMatchObject({ code: 'forbidden' })
  })
})
