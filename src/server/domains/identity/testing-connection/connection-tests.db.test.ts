import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { getSsoPolicy } from '../get-sso-policy.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { lastTests } from './connection-test-store.ts'
import { getConnectionTest } from './get-connection-test.ts'
import { latestReceivedProfile } from './latest-received-profile.ts'
import { listLastTests } from './list-last-tests.ts'
import { startConnectionTest } from './start-connection-test.ts'

let acme: TestTenant
let provider: TestIdentityProvider
let admin: TestPerson
let browser: TestBrowser

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
  admin = await acme.person({ role: 'admin' })
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const start = (person = admin) =>
  startConnectionTest(authorize(person, 'sso-connection:manage'), { connectionId: provider.connectionId })
const get = (id: string, person = admin) => getConnectionTest(authorize(person, 'sso-connection:read'), { id })
const passed = () =>
  withTenant(
    authorize(admin, 'sso-connection:read'),
    async (tx) => (await lastTests(tx, provider.connectionId))[0]?.result === 'passed',
  )
const counts = async () =>
  storedRows(
    `SELECT (SELECT count(*)::int FROM users WHERE tenant_id = $1) AS users, (SELECT count(*)::int FROM sessions WHERE tenant_id = $1) AS sessions,
       (SELECT count(*)::int FROM identities WHERE tenant_id = $1) AS identities, (SELECT count(*)::int FROM role_assignments WHERE tenant_id = $1) AS roles`,
    [acme.id],
  )
const leave = (url: string) => browser.leaveFor(provider, Object.fromEntries(new URL(url).searchParams))

describe('a test of a connection', () => {
  it('runs the whole sign-in and makes no session, user, link or role', async () => {
    const { testId, url } = await start()
    const before = await counts()
    const departure = await leave(url)
    const person = { ...testPerson(`new@${acme.slug}.test`), groups: ['Everyone'] }
    const answer = await browser.post(await respond(provider, departure, { person }), departure.relayState)
    expect(answer.headers.get('location')).toBe(`/t/${acme.slug}/sso/tests/${testId}`)
    expect(await counts()).toEqual(before)
    expect(await browser.whoami()).toBeNull()
    const test = await get(testId)
    expect(test).toMatchObject({
      state: 'passed',
      person: null,
      currentRoles: [],
      mappedRoles: [],
      startedBy: admin.name,
    })
    expect(test.claims).toContainEqual({ name: 'E-mail', values: [person.email] })
    expect(await passed()).toBe(true)
    expect((await acme.events('sso.connection.test')).slice(-2)).toMatchObject([
      { metadata: { testId, result: 'started' } },
      { actor: { type: 'user', id: admin.id }, metadata: { testId, result: 'passed', check: null } },
    ])
    expect(await storedRows('SELECT outcome FROM sign_in_traces WHERE test_id = $1', [testId])).toEqual([
      { outcome: 'tested' },
    ])
  })

  it('shows who would be signed in, with the roles that the person has', async () => {
    const member = await acme.person({ name: 'Known member', role: 'viewer' })
    const { testId, url } = await start()
    const departure = await leave(url)
    await browser.post(
      await respond(provider, departure, { person: testPerson(member.email as string) }),
      departure.relayState,
    )
    expect(await get(testId)).toMatchObject({
      state: 'passed',
      person: { id: member.id, name: 'Known member' },
      currentRoles: ['Viewer'],
    })
  })

  it('shows names of claims alone to everyone but whoever ran it', async () => {
    const { testId, url } = await start()
    const departure = await leave(url)
    await browser.post(
      await respond(provider, departure, { person: testPerson(`own@${acme.slug}.test`) }),
      departure.relayState,
    )
    const other = await acme.person({ role: 'admin' })
    const { claims } = await get(testId, other)
    expect(claims.length).toBeGreaterThan(1)
    expect(claims.every(({ values }) => values === null)).toBe(true)
  })

  it('lets enforcement rest on it once it has passed, whoever came through', async () => {
    const fresh = await makeTestTenant()
    const own = await connectTestProvider(fresh)
    const owner = await fresh.person({ role: 'owner' })
    const proof = async () => (await getSsoPolicy(authorize(owner, 'sso-connection:read'))).proof?.connectionName
    const run = async (changes: Parameters<typeof respond>[2]) => {
      const { url } = await startConnectionTest(authorize(owner, 'sso-connection:manage'), {
        connectionId: own.connectionId,
      })
      const departure = await browser.leaveFor(own, Object.fromEntries(new URL(url).searchParams))
      await browser.post(await respond(own, departure, changes), departure.relayState)
    }
    await run({ audience: 'urn:other' })
    expect(await proof()).toBeUndefined()
    await run({ person: testPerson(`somebody@${fresh.slug}.test`) })
    expect(await proof()).toBe(own.connectionName)
  })

  it('keeps which check failed and how to fix it, and no longer counts as passed', async () => {
    const { testId, url } = await start()
    const departure = await leave(url)
    const answer = await browser.post(
      await respond(provider, departure, { audience: 'urn:other' }),
      departure.relayState,
    )
    expect(answer.headers.get('location')).toBe(`/t/${acme.slug}/sso/tests/${testId}`)
    expect(await get(testId)).toMatchObject({ state: 'failed', failedCheck: 'audience', claims: [] })
    expect((await get(testId)).advice).toContain('entity ID')
    expect(await passed()).toBe(false)
    const { items } = await listLastTests(authorize(admin, 'sso-connection:read'))
    expect(items).toMatchObject([
      { id: testId, connectionId: provider.connectionId, result: 'failed', failedCheck: 'audience', by: admin.name },
    ])
  })

  it('fails for a person who is disabled, as the sign-in would', async () => {
    const disabled = await acme.person({ active: false })
    const { testId, url } = await start()
    const departure = await leave(url)
    await browser.post(
      await respond(provider, departure, { person: testPerson(disabled.email as string) }),
      departure.relayState,
    )
    expect(await get(testId)).toMatchObject({ state: 'failed', failedCheck: 'user_disabled' })
  })

  it('starts once, within five minutes, at the connection for which it was made', async () => {
    const { url } = await start()
    await leave(url)
    const again = await browser.go(url)
    expect(traceOf(again)).not.toBeNull()
    const late = await start()
    await storedRows(`UPDATE connection_tests SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      late.testId,
    ])
    expect(traceOf(await browser.go(late.url))).not.toBeNull()
    const other = await connectTestProvider(await makeTestTenant())
    const { url: mine } = await start()
    const query = new URLSearchParams({
      tenant: other.tenant.slug,
      connection: other.connectionId,
      test: new URL(mine).searchParams.get('test') as string,
    })
    expect(traceOf(await browser.go(`/api/sso/authorize?${query}`))).not.toBeNull()
  })

  it('runs at a connection that is not switched on yet, through which nobody can sign in', async () => {
    await storedRows(`UPDATE sso_connections SET status = 'inactive' WHERE id = $1`, [provider.connectionId])
    try {
      expect(
        traceOf(await browser.go(`/api/sso/authorize?tenant=${acme.slug}&connection=${provider.connectionId}`)),
      ).not.toBeNull()
      const { testId, url } = await start()
      const departure = await leave(url)
      await browser.post(
        await respond(provider, departure, { person: testPerson(`draft@${acme.slug}.test`) }),
        departure.relayState,
      )
      expect(await get(testId)).toMatchObject({ state: 'passed' })
    } finally {
      await storedRows(`UPDATE sso_connections SET status = 'active' WHERE id = $1`, [provider.connectionId])
    }
  })

  it('is started by who may manage connections, and read in the own tenant', async () => {
    const auditor = await acme.person({ role: 'auditor' })
    await expect(start(auditor)).rejects.toMatchObject({ code: 'forbidden' })
    const foreign = await (await makeTestTenant()).person({ role: 'owner' })
    await expect(start(foreign)).rejects.toMatchObject({ code: 'not_found' })
    const { testId } = await start()
    await expect(get(testId, foreign)).rejects.toMatchObject({ code: 'not_found' })
    expect(await get(testId, auditor)).toMatchObject({ state: 'running' })
  })
})

describe('the profile that a connection sent last', () => {
  it('is revealed to who may, and that is recorded', async () => {
    const person = testPerson(`profile@${acme.slug}.test`)
    await browser.signIn(provider, person)
    const reveal = (who: TestPerson) =>
      latestReceivedProfile(authorize(who, 'sign-in-trace:reveal'), provider.connectionId)
    const events = (await acme.events('sign_in_trace.reveal')).length
    expect(await reveal(admin)).toMatchObject({ profile: { subject: person.userName, email: person.email } })
    expect(await acme.events('sign_in_trace.reveal')).toHaveLength(events + 1)
    await expect(reveal(await acme.person({ role: 'auditor' }))).rejects.toMatchObject({ code: 'forbidden' })
    const outsider = await (await makeTestTenant()).person({ role: 'owner' })
    await expect(reveal(outsider)).rejects.toMatchObject({ code: 'not_found' })
  })
})
