import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SignInPolicyInput } from '#contracts/sign-in-policy.ts'
import { signInPolicyUpdateInput } from '#contracts/sign-in-policy.ts'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import {
  connectTestProvider,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { getSignInPolicy } from './get-sign-in-policy.ts'
import { closeJackson } from './jackson-adapter.ts'
import { resolveAndRotateSession, resolveSession } from './resolve-session.ts'
import { revokeAllSessions } from './revoke-all-sessions.ts'
import { revokeMyOtherSessions } from './revoke-my-other-sessions.ts'
import { revokeSessionsOfMember } from './revoke-sessions-of-member.ts'
import { updateSignInPolicy } from './update-sign-in-policy.ts'

const DEFAULT: SignInPolicyInput = {
  idleMinutes: 480,
  absoluteMinutes: 720,
  reauthenticationMinutes: null,
  stepUpMinutes: 480,
  secondFactor: 'off',
  methods: ['saml', 'oidc', 'passkey'],
  ipAllowList: [],
}
const MINUTE = 60_000

let acme: TestTenant
let provider: TestIdentityProvider
let admin: TestPerson
let browser: TestBrowser

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
})
beforeEach(async () => {
  await storedRows('DELETE FROM sign_in_policies WHERE tenant_id = $1', [acme.id])
  admin = { ...(await acme.person({ role: 'admin' })), request: { ...testRequest(), ip: '203.0.113.7' } }
  browser = new TestBrowser()
})
afterAll(closeJackson)

const set = (changes: Partial<SignInPolicyInput>, actor: TestPerson = admin) =>
  updateSignInPolicy(authorize(actor, 'sign-in-policy:manage'), { ...DEFAULT, ...changes })
const look = (person: TestPerson) =>
  withTenant(authorize(person, 'profile:read'), async (tx) => tx.query('SELECT 1 AS one'))
const signIn = async () => browser.signIn(provider, testPerson((await acme.person()).email as string))

describe('the sign-in policy', () => {
  it('holds sensible times where nobody has set one, and keeps what is set', async () => {
    const read = () => getSignInPolicy(authorize(admin, 'sign-in-policy:read'))
    expect(await read()).toMatchObject({ ...DEFAULT, updatedAt: null, updatedBy: null, yourAddress: '203.0.113.7' })
    await set({ idleMinutes: 30, ipAllowList: ['203.0.113.9/24', '2001:db8::1'] })
    expect(await read()).toMatchObject({
      idleMinutes: 30,
      ipAllowList: expect.arrayContaining(['203.0.113.0/24', '2001:db8::1/128']),
      updatedBy: { id: admin.id },
    })
    expect((await acme.events('sign_in_policy.update')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      metadata: { changed: ['idleMinutes', 'ipAllowList'], idleMinutes: 30, ipRanges: 2 },
    })
  })

  it('writes nothing down where nothing changes', async () => {
    await set({ stepUpMinutes: 60 })
    const before = (await acme.events('sign_in_policy.update')).length
    await set({ stepUpMinutes: 60, methods: ['passkey', 'oidc', 'saml'] })
    expect((await acme.events('sign_in_policy.update')).length).toBe(before)
  })

  it.each(['203.0.113.0/33', 'example.com', '1.2.3', '::ffff:1.2.3.4/200', '10.0.0.0/8; DROP'])(
    'takes no range %j',
    (range) => {
      expect(signInPolicyUpdateInput.safeParse({ ...DEFAULT, ipAllowList: [range] }).success).toBe(false)
    },
  )

  it('is seen and changed by those who may, in their own tenant', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    await expect(getSignInPolicy(authorize(viewer, 'sign-in-policy:read'))).resolves.toMatchObject(DEFAULT)
    await expect(set({ idleMinutes: 10 }, viewer)).rejects.toMatchObject({ permission: 'sign-in-policy:manage' })
    const globex = await makeTestTenant()
    const theirs = await globex.person({ role: 'owner' })
    await set({ idleMinutes: 10 }, theirs)
    expect(await getSignInPolicy(authorize(admin, 'sign-in-policy:read'))).toMatchObject({ idleMinutes: 480 })
  })
})

describe('an open session', () => {
  it('ends at its next request once the policy has a shorter idle time than it has been idle', async () => {
    const member = await acme.person()
    await storedRows(`UPDATE sessions SET last_seen_at = now() - interval '20 minutes' WHERE id = $1`, [
      member.sessionId,
    ])
    await expect(look(member)).resolves.toBeDefined()
    await set({ idleMinutes: 15 })
    await expect(look(member)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('ends at its next request once the policy has a shorter lifetime than it has lived', async () => {
    await signIn()
    const began = Date.now()
    browser.now = () => new Date(began + 20 * MINUTE)
    expect(await browser.whoami()).not.toBeNull()
    await set({ idleMinutes: 15, absoluteMinutes: 15 })
    expect(await browser.whoami()).toBeNull()
  })

  it('is refused from an address that the list leaves out, and goes on from one that it holds', async () => {
    const member = await acme.person()
    const from = (ip?: string) => ({ ...member, request: { ...testRequest(), ...(ip ? { ip } : {}) } })
    await set({ ipAllowList: ['203.0.113.0/24', '2001:db8::/32'] })
    for (const ip of ['203.0.113.250', '2001:db8::5']) await expect(look(from(ip))).resolves.toBeDefined()
    for (const ip of ['203.0.114.1', '2001:db9::5', undefined])
      await expect(look(from(ip)), String(ip)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('ends once the way in which it was opened is no longer allowed', async () => {
    const member = await acme.person()
    await storedRows(`UPDATE sessions SET method = 'oidc' WHERE id = $1`, [member.sessionId])
    await set({ methods: ['saml'] })
    await expect(look(member)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('nobody locks themselves out', () => {
  it.each([
    ['an address list without their own', { ipAllowList: ['198.51.100.0/24'] }, '203.0.113.7'],
    ['methods without their own', { methods: ['oidc' as const] }, '/methods'],
  ])('by %s', async (_what, changes, says) => {
    const refusal = await set(changes).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'conflict' })
    expect(JSON.stringify([(refusal as Error).message, (refusal as { path: string }).path])).toContain(says)
    expect(await storedRows('SELECT 1 FROM sign_in_policies WHERE tenant_id = $1', [acme.id])).toEqual([])
  })

  it('by a list set where their own address is not known', async () => {
    const unknown = { ...admin, request: testRequest() }
    await expect(set({ ipAllowList: ['0.0.0.0/0'] }, unknown)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a new sign-in', () => {
  it.each([
    ['address', { ipAllowList: ['203.0.113.0/24'] }],
    ['method', { methods: ['oidc' as const] }],
  ])('is refused by the policy’s %s, and opens nothing', async (check, changes) => {
    if (check === 'method') await storedRows(`UPDATE sessions SET method = 'oidc' WHERE id = $1`, [admin.sessionId])
    await set(changes)
    const landed = await signIn()
    expect(traceOf(landed)).not.toBeNull()
    expect(await browser.whoami()).toBeNull()
    expect((await acme.events('sign_in.reject')).at(-1)).toMatchObject({ metadata: { check } })
  })
})

describe('the token of a session', () => {
  const cookie = () => `__Host-gatehouse-session=${browser.cookies.get('__Host-gatehouse-session')}`
  const ask = (value = cookie()) => resolveAndRotateSession(new Headers({ cookie: value }), testRequest(), browser.now)
  const later = (minutes: number) => {
    const at = Date.now() + minutes * MINUTE
    browser.now = () => new Date(at)
  }
  const keep = (setCookie: string | null) => {
    const [pair = '', ...attributes] = (setCookie ?? '').split('; ')
    expect(attributes.filter((attribute) => !attribute.startsWith('Expires='))).toEqual([
      'Path=/',
      'HttpOnly',
      'Secure',
      'SameSite=Lax',
    ])
    return pair
  }

  it('is followed by another after a quarter of an hour; both work until the new one is used, then the old one ends', async () => {
    await signIn()
    const old = cookie()
    expect((await ask()).setCookie).toBeNull()
    later(16)
    const next = keep((await ask()).setCookie)
    expect(next).not.toBe(old)
    // The answer may be lost: the old token goes on until the new one has come back.
    expect((await ask(old)).principal).not.toBeNull()
    expect((await ask(next)).principal).not.toBeNull()
    expect((await ask(old)).principal).not.toBeNull()
    later(18)
    expect((await ask(next)).principal).not.toBeNull()
  })

  it('is issued once where many requests come at the same moment, and all of them are let in', async () => {
    await signIn()
    later(16)
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask()))
    expect(answers.every(({ principal }) => principal !== null)).toBe(true)
    expect(answers.filter(({ setCookie }) => setCookie !== null)).toHaveLength(1)
  })

  it('that was replaced ends the session when it comes back after a minute, for its thief and for its owner', async () => {
    await signIn()
    const old = cookie()
    later(16)
    const next = keep((await ask()).setCookie)
    await ask(next)
    later(18)
    expect((await ask(old)).principal).toBeNull()
    expect((await ask(next)).principal).toBeNull()
    expect((await acme.events('session.revoke')).at(-1)).toMatchObject({
      actor: { type: 'anonymous' },
      metadata: { cause: 'token_reused' },
    })
  })

  it('is stored as a hash, the next and the last one too', async () => {
    await signIn()
    later(16)
    const next = keep((await ask()).setCookie)
    const stored = JSON.stringify(await storedRows('SELECT * FROM sessions WHERE tenant_id = $1', [acme.id]))
    for (const token of [cookie(), next]) expect(stored).not.toContain(token.split('=')[1])
  })

  it('is not replaced for a page, whose answer carries no cookie', async () => {
    await signIn()
    later(16)
    await resolveSession(new Headers({ cookie: cookie() }), testRequest(), browser.now)
    expect(
      await storedRows(
        "SELECT 1 FROM sessions WHERE tenant_id = $1 AND pending_token_hash IS NOT NULL AND pending_at > now() + interval '15 minutes' AND token_hash = sha256($2)",
        [acme.id, Buffer.from(cookie().split('=')[1] ?? '')],
      ),
    ).toEqual([])
  })
})

describe('ending many sessions at once', () => {
  it('ends a person’s everywhere, with the name typed, and nobody else’s', async () => {
    const member = await acme.person({ name: 'Many Devices' })
    const second = { ...member, sessionId: await acme.session(member.id) }
    const end = (actor: TestPerson, name: string) =>
      revokeSessionsOfMember(authorize(actor, 'session:revoke'), { memberId: member.id, name })
    await expect(end(admin, 'Other')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(end(await acme.person({ role: 'auditor' }), member.name)).rejects.toMatchObject({ code: 'forbidden' })
    const outsider = await (await makeTestTenant()).person({ role: 'owner' })
    await expect(end(outsider, member.name)).rejects.toMatchObject({ code: 'not_found' })
    await expect(look(second)).resolves.toBeDefined()
    expect(await end(admin, member.name)).toEqual({ sessions: 2, people: 1 })
    for (const session of [member, second])
      await expect(look(session)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(look(admin)).resolves.toBeDefined()
    expect((await acme.events('session.revoke_all')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      targets: [{ id: member.id }],
      metadata: { of: 'person', sessions: 2, people: 1 },
    })
  })

  it('ends the tenant’s, that of the admin too, and no other tenant’s', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ role: 'owner' })
    const people = [owner, await tenant.person(), await tenant.person()]
    const [row] = await storedRows<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [tenant.id])
    const end = (name: string) => revokeAllSessions(authorize(owner, 'session:revoke'), { name })
    await expect(end('wrong')).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await end(row?.name ?? '')).toEqual({ sessions: 3, people: 3 })
    for (const person of people) await expect(look(person)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(look(admin)).resolves.toBeDefined()
  })

  it('ends one’s own others and keeps the one that asks', async () => {
    const member = await acme.person()
    const other = { ...member, sessionId: await acme.session(member.id) }
    expect(await revokeMyOtherSessions(authorize(member, 'profile:update'))).toEqual({ sessions: 1, people: 1 })
    await expect(look(other)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(look(member)).resolves.toBeDefined()
  })
})
