import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessionsListMineOutput, sessionsListOutput } from '#contracts/sessions.ts'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { connectTestProvider, TestBrowser, type TestIdentityProvider, testPerson } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'
import { listMySessions } from './list-my-sessions.ts'
import { listSessions } from './list-sessions.ts'
import { revokeMySession } from './revoke-my-session.ts'
import { revokeSession } from './revoke-session.ts'

const HOUR = 60 * 60 * 1000

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let browser: TestBrowser
let admin: TestPerson

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
  admin = await acme.person({ role: 'admin' })
})
beforeEach(async () => {
  browser = new TestBrowser()
  const member = await acme.person()
  await browser.signIn(provider, testPerson(member.email as string))
})
afterAll(closeJackson)

const list = (reader: TestPerson, input: Partial<Parameters<typeof listSessions>[1]> = {}) =>
  listSessions(authorize(reader, 'session:read'), { limit: 50, ...input })
const end = (actor: TestPerson, id: string) => revokeSession(authorize(actor, 'session:revoke'), { id })
const endMine = (actor: TestPerson, id: string) => revokeMySession(authorize(actor, 'profile:update'), { id })
const signedIn = async () => {
  const principal = await browser.whoami()
  if (!principal) throw new Error('nobody is signed in')
  return principal
}
const revokedAt = async (id: string) =>
  (await storedRows<{ at: Date | null }>('SELECT revoked_at AS at FROM sessions WHERE id = $1', [id]))[0]?.at

describe('a session', () => {
  it('names the person at every request', async () => {
    expect(await signedIn()).toMatchObject({ type: 'user', tenantId: acme.id })
  })

  it('ends at the next request after the directory disables its user, and not before', async () => {
    const { id } = await signedIn()
    await storedRows('UPDATE users SET active = false WHERE id = $1', [id])
    expect(await browser.whoami()).toBeNull()
    await storedRows('UPDATE users SET active = true WHERE id = $1', [id])
    expect(await browser.whoami()).not.toBeNull()
  })

  it('ends after eight hours without a request, and stays open with one in between', async () => {
    const began = Date.now()
    const whoamiAfter = (hours: number) => {
      browser.now = () => new Date(began + hours * HOUR)
      return browser.whoami()
    }
    expect(await whoamiAfter(7)).not.toBeNull()
    expect(await whoamiAfter(11)).not.toBeNull()
    const idle = new TestBrowser()
    await idle.signIn(provider, testPerson('idle@acme.test'))
    idle.now = () => new Date(Date.now() + 8.1 * HOUR)
    expect(await idle.whoami()).toBeNull()
  })

  it('ends after twelve hours in any case', async () => {
    const began = Date.now()
    for (const hours of [6, 11.9]) {
      browser.now = () => new Date(began + hours * HOUR)
      expect(await browser.whoami()).not.toBeNull()
    }
    browser.now = () => new Date(began + 12.1 * HOUR)
    expect(await browser.whoami()).toBeNull()
  })

  it.each(['', 'x', 'A'.repeat(43), '%00', 'A'.repeat(5000)])('is not opened by the token %j', async (token) => {
    browser.cookies.set('__Host-gatehouse-session', token)
    expect(await browser.whoami()).toBeNull()
  })

  it('is known to next-auth, which tells the page who it is', async () => {
    const answer = await browser.go('/api/auth/session')
    expect(await answer.json()).toMatchObject({ user: { name: (await signedIn()).name } })
  })
})

describe('signing out', () => {
  const token = async () => ((await (await browser.go('/api/auth/csrf')).json()) as { csrfToken: string }).csrfToken

  it('ends the session for good and writes it down', async () => {
    const { sessionId, id } = await signedIn()
    const cookies = new Map(browser.cookies)
    const answer = await browser.go('/api/auth/signout', { csrfToken: await token(), json: 'true' })
    expect(answer.status).toBe(200)
    expect(browser.cookies.has('__Host-gatehouse-session')).toBe(false)
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    expect(await browser.whoami()).toBeNull()
    expect((await acme.events('session.revoke')).at(-1)).toMatchObject({
      actor: { type: 'user', id },
      targets: [{ id: sessionId }, { id }],
      metadata: { cause: 'signed_out' },
    })
  })

  it('needs the page’s own token', async () => {
    await browser.go('/api/auth/signout', { csrfToken: 'made-up', json: 'true' })
    expect(await browser.whoami()).not.toBeNull()
  })
})

it.each(['signin', 'signin/gatehouse', 'providers', 'error', 'verify-request'])(
  'does not serve next-auth’s own %s',
  async (path) => {
    const answer = await browser.go(`/api/auth/${path}?callbackUrl=https://evil.example`)
    expect(answer.headers.get('location')).toBe('/sign-in')
    expect((await browser.go(`/api/auth/${path}`, { csrfToken: 'x' })).status).toBe(404)
  },
)

describe('the list of sessions', () => {
  it('shows open ones with person and provider, the newest first, in the form of the contract', async () => {
    const { sessionId, id } = await signedIn()
    const found = sessionsListOutput.parse(await list(admin))
    expect(found.items[0]).toMatchObject({
      id: sessionId,
      person: { id },
      connection: { id: provider.connectionId, name: provider.connectionName, protocol: 'saml' },
      ip: '192.0.2.7',
      userAgent: 'test browser',
      current: false,
    })
    expect(found.items.find((session) => session.current)?.id).toBe(admin.sessionId)
    expect(found.total).toBe(found.items.length)
  })

  it('goes on where a page ended and finds people by name', async () => {
    const all = await list(admin)
    const first = await list(admin, { limit: 2 })
    const second = await list(admin, { limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map((session) => session.id)).toEqual(
      all.items.slice(0, 4).map((session) => session.id),
    )
    const { name } = await signedIn()
    expect((await list(admin, { search: name })).items.every((session) => session.person.name === name)).toBe(true)
    expect((await list(admin, { search: '%' })).items).toEqual([])
  })

  it('leaves out sessions that were ended and those of disabled people', async () => {
    const { sessionId, id } = await signedIn()
    await storedRows('UPDATE users SET active = false WHERE id = $1', [id])
    expect((await list(admin)).items.map((session) => session.id)).not.toContain(sessionId)
    await storedRows('UPDATE users SET active = true WHERE id = $1', [id])
    await end(admin, sessionId)
    expect((await list(admin)).items.map((session) => session.id)).not.toContain(sessionId)
  })

  it('asks as many queries for many rows as for few', async () => {
    const few = await countQueries(() => list(admin))
    for (let i = 0; i < 20; i++) await acme.person()
    expect(await countQueries(() => list(admin))).toBe(few)
  })

  it('is for those who hold session:read', async () => {
    await expect(list(await acme.person({ role: 'viewer' }))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'session:read',
    })
    expect((await list(await acme.person({ role: 'auditor' }))).items.length).toBeGreaterThan(0)
  })

  it('shows nothing of another tenant', async () => {
    const outsider = await globex.person({ role: 'owner' })
    expect((await list(outsider)).items.map((session) => session.person.id)).toEqual([outsider.id])
  })

  it('shows a person only their own under "mine"', async () => {
    const member = await signedIn()
    const mine = sessionsListMineOutput.parse(await listMySessions(authorize(member, 'profile:read')))
    expect(mine.items.filter((session) => session.current).map((session) => session.id)).toEqual([member.sessionId])
    expect(new Set(mine.items.map((session) => session.person.id))).toEqual(new Set([member.id]))
  })
})

describe('ending a session', () => {
  it('is effective at the next request and written down', async () => {
    const { sessionId, id } = await signedIn()
    await end(admin, sessionId)
    expect(await browser.whoami()).toBeNull()
    expect((await acme.events('session.revoke')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      targets: [{ id: sessionId }, { id }],
      metadata: { cause: 'ended_by_admin' },
    })
    await expect(end(admin, sessionId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('needs session:revoke', async () => {
    const { sessionId } = await signedIn()
    await expect(end(await acme.person({ role: 'auditor' }), sessionId)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'session:revoke',
    })
    expect(await revokedAt(sessionId)).toBeNull()
  })

  it('answers a foreign session like a missing one', async () => {
    const { sessionId } = await signedIn()
    const outsider = await globex.person({ role: 'owner' })
    const [foreign, missing] = await Promise.allSettled([end(outsider, sessionId), end(outsider, newId())])
    expect(foreign).toEqual(missing)
    expect(foreign).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
    expect(await revokedAt(sessionId)).toBeNull()
  })

  it('lets everybody end their own and nobody else’s', async () => {
    const member = await signedIn()
    const other = await acme.person()
    await expect(endMine(other, member.sessionId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await revokedAt(member.sessionId)).toBeNull()
    await endMine(member, member.sessionId)
    expect(await browser.whoami()).toBeNull()
  })
})
