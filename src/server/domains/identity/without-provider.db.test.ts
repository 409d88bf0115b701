import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { TestAuthenticator } from '#testing/test-authenticator.ts'
import {
  makeTestTenant,
  storedRows,
  systemScope,
  type TestPerson,
  type TestTenant,
  testRequest,
} from '#testing/test-tenant.ts'
import { listBreakGlassEntries } from './break-glass/list-break-glass-entries.ts'
import { reviewBreakGlassEntry } from './break-glass/review-break-glass-entry.ts'
import { handleDiscovery } from './handle-discovery.ts'
import { handlePasskeySignIn } from './handle-passkey-sign-in.ts'
import { handleAuthorize } from './handle-sso.ts'
import { createInvitation } from './invitations/create-invitation.ts'
import { listInvitations } from './invitations/list-invitations.ts'
import { revokeInvitation } from './invitations/revoke-invitation.ts'
import { hashOfToken, newOpaqueToken } from './opaque-token.ts'
import { addPasskey } from './passkeys/add-passkey.ts'
import { beginPasskey } from './passkeys/begin-passkey.ts'
import { refuseRate } from './refuse-rate.ts'
import { resolveSession } from './resolve-session.ts'

const REASON = 'The identity provider has been down since nine'

let acme: TestTenant
let globex: TestTenant
let owner: TestPerson
let address = 0

/** A browser of its own address, so that no test uses up another's allowance. */
class Caller {
  readonly ip = `192.0.${Math.floor(++address / 250)}.${address % 250}`
  cookies = new Map<string, string>()
  now = () => new Date()

  async post(step: string, body: object) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = new Request(`http://gatehouse.test/api/sign-in/${step}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'x-gatehouse-client-ip': this.ip, cookie, 'content-type': 'application/json' },
    })
    const response = await handlePasskeySignIn(request, step, this.now)
    for (const one of response.headers.getSetCookie()) {
      const [pair = ''] = one.split(';')
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }

  async signIn(kind: 'passkey' | 'emergency', tenant: string, authenticator: TestAuthenticator, more: object = {}) {
    const { body } = await this.post(`${kind}-options`, { tenantSlug: tenant })
    const response = authenticator.get(body as never)
    return this.post(kind, {
      tenantSlug: tenant,
      response,
      ...(kind === 'emergency' ? { reason: REASON } : {}),
      ...more,
    })
  }

  whoami() {
    const cookie = `__Host-gatehouse-session=${this.cookies.get('__Host-gatehouse-session')}`
    return resolveSession(new Headers({ cookie }), testRequest(), this.now)
  }
}

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
})
beforeEach(async () => {
  owner = await acme.person({ role: 'owner' })
})

async function withPasskey(person: TestPerson, options?: { synced: boolean }): Promise<TestAuthenticator> {
  const authenticator = new TestAuthenticator(options)
  const scope = authorize(person, 'passkey:manage')
  await addPasskey(scope, { name: 'Key', response: authenticator.create(await beginPasskey(scope)) })
  return authenticator
}
const entries = async (reader: TestPerson) => (await listBreakGlassEntries(authorize(reader, 'break-glass:read'))).items

describe('break-glass', () => {
  it('lets an Owner with a hardware-bound passkey in for an hour, with the reason, and tells Owners and Admins', async () => {
    const caller = new Caller()
    expect(await caller.signIn('emergency', acme.slug, await withPasskey(owner))).toMatchObject({
      status: 200,
      body: { landing: `/t/${acme.slug}/overview` },
    })
    expect(await caller.whoami()).toMatchObject({ id: owner.id, tenantId: acme.id })
    const [entry] = await entries(owner)
    expect(entry).toMatchObject({ person: { id: owner.id }, reason: REASON, review: null, ip: caller.ip })
    expect((await acme.events('break_glass.enter')).at(-1)).toMatchObject({
      actor: { type: 'user', id: owner.id },
      metadata: { entryId: entry?.id, reason: REASON },
    })
    const queued = await storedRows<{ payload: object }>(
      `SELECT payload FROM outbox WHERE tenant_id = $1 AND payload->>'notice' = 'break-glass.enter' ORDER BY id DESC LIMIT 1`,
      [acme.id],
    )
    expect(queued).toMatchObject([{ payload: { actor: { type: 'user', id: owner.id }, target: { id: entry?.id } } }])
    caller.now = () => new Date(Date.now() + 61 * 60_000)
    expect(await caller.whoami()).toBeNull()
  })

  it.each([
    ['a passkey that is copied to an account', async () => withPasskey(owner, { synced: true })],
    ['somebody who is no Owner', async () => withPasskey(await acme.person({ role: 'admin' }))],
    ['an Owner of another tenant', async () => withPasskey(await globex.person({ role: 'owner' }))],
    ['a passkey that nobody knows', async () => new TestAuthenticator()],
  ])('does not let in %s, and says the same to all', async (_who, make) => {
    const caller = new Caller()
    const before = (await entries(owner)).length
    const { status, body } = await caller.signIn('emergency', acme.slug, await make())
    expect([status, body.message]).toEqual([400, expect.stringMatching(/^The passkey was not accepted/)])
    expect(await caller.whoami()).toBeNull()
    expect(await entries(owner)).toHaveLength(before)
    expect((await acme.events('passkey.sign_in.reject')).at(-1)).toMatchObject({
      actor: { type: 'anonymous' },
      outcome: { result: 'denied' },
      metadata: { purpose: 'break-glass' },
    })
  })

  it('needs a reason', async () => {
    const caller = new Caller()
    expect(await caller.signIn('emergency', acme.slug, await withPasskey(owner), { reason: 'down' })).toMatchObject({
      status: 400,
    })
    expect(await caller.whoami()).toBeNull()
  })

  it('waits for a review until somebody else signs it off', async () => {
    const caller = new Caller()
    await caller.signIn('emergency', acme.slug, await withPasskey(owner))
    const id = (await entries(owner)).find((entry) => entry.person.id === owner.id)?.id ?? ''
    const review = (actor: TestPerson, entry = id) =>
      reviewBreakGlassEntry(authorize(actor, 'break-glass:review'), { id: entry, note: 'Asked them' })
    await expect(review(owner)).rejects.toMatchObject({ code: 'conflict' })
    await expect(review(await acme.person({ role: 'auditor' }))).rejects.toMatchObject({ code: 'forbidden' })
    const outsider = await globex.person({ role: 'owner' })
    const [foreign, missing] = await Promise.allSettled([review(outsider), review(outsider, newId())])
    expect(foreign).toEqual(missing)
    expect(await entries(outsider)).toEqual([])
    const admin = await acme.person({ role: 'admin' })
    expect(await review(admin)).toMatchObject({ review: { by: { id: admin.id }, note: 'Asked them' } })
    await expect(review(admin)).rejects.toMatchObject({ code: 'conflict' })
    expect((await acme.events('break_glass.review')).at(-1)).toMatchObject({ actor: { id: admin.id } })
  })

  it('takes an answer once and only from the browser that asked', async () => {
    const authenticator = await withPasskey(owner)
    const [one, other] = [new Caller(), new Caller()]
    const { body } = await one.post('emergency-options', { tenantSlug: acme.slug })
    await other.post('emergency-options', { tenantSlug: acme.slug })
    const call = (caller: Caller, response: object) =>
      caller.post('emergency', { tenantSlug: acme.slug, response, reason: REASON })
    const answer = authenticator.get(body as never)
    expect((await call(other, answer)).status).toBe(400)
    expect((await call(one, answer)).status).toBe(200)
    expect((await call(one, answer)).status).toBe(400)
  })

  it('is refused after ten attempts of one address, whoever they were for', async () => {
    const caller = new Caller()
    const statuses: number[] = []
    for (let i = 0; i < 11; i++)
      statuses.push((await caller.signIn('emergency', acme.slug, new TestAuthenticator())).status)
    expect(statuses).toEqual([...Array(10).fill(400), 429])
    expect((await caller.signIn('emergency', globex.slug, new TestAuthenticator())).status).toBe(429)
  })
})

it('lets nobody start sign-ins or ask where an address signs in without end, from one address', async () => {
  const now = () => new Date()
  const ip = '192.0.9.9'
  const start = () =>
    handleAuthorize(
      new Request('http://gatehouse.test/api/sso/authorize?tenant=no-such', {
        headers: { 'x-gatehouse-client-ip': ip },
      }),
      now,
    )
  const ask = () =>
    handleDiscovery(
      new Request('http://gatehouse.test/api/sso/discover', {
        method: 'POST',
        body: new URLSearchParams({ email: `${newId()}@nowhere.test` }),
        headers: { 'x-gatehouse-client-ip': ip },
      }),
    )
  await limitRateUntilUsedUp('sign-in', ip)
  await limitRateUntilUsedUp('discovery', ip)
  for (const response of [await start(), await ask()]) {
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  }
})

async function limitRateUntilUsedUp(what: 'sign-in' | 'discovery', ip: string): Promise<void> {
  for (let i = 0; i < 1200; i++) await refuseRate(what, [['address', ip]], new Date())
}

describe('signing in by passkey', () => {
  it('works where the policy allows it, with its second factor done', async () => {
    const person = await acme.person({ role: 'viewer' })
    const caller = new Caller()
    expect(await caller.signIn('passkey', acme.slug, await withPasskey(person))).toMatchObject({ status: 200 })
    expect(await caller.whoami()).toMatchObject({ id: person.id })
    expect(
      await storedRows(
        `SELECT method FROM sessions WHERE user_id = $1 AND second_factor_at IS NOT NULL AND method = 'passkey'`,
        [person.id],
      ),
    ).toHaveLength(1)
  })

  it('leads back to the page that was asked for, where it is one of the tenant', async () => {
    const key = await withPasskey(owner)
    const landing = async (next: string) =>
      (await new Caller().signIn('passkey', acme.slug, key, { next })).body.landing
    expect(await landing(`/t/${acme.slug}/audit?action=x`)).toBe(`/t/${acme.slug}/audit?action=x`)
    for (const elsewhere of ['//evil.example', '/operator/tenants', `/t/${globex.slug}/audit`, 'javascript:alert(1)'])
      expect(await landing(elsewhere), elsewhere).toBe(`/t/${acme.slug}/overview`)
  })

  it('answers the same for a tenant that does not exist as for a passkey that does not', async () => {
    const [known, unknown] = [new Caller(), new Caller()]
    const ask = (caller: Caller, tenantSlug: string) => caller.post('passkey-options', { tenantSlug })
    const [one, other] = [await ask(known, acme.slug), await ask(unknown, 'no-such-tenant')]
    expect(Object.keys(other.body).sort()).toEqual(Object.keys(one.body).sort())
    const fails = async (caller: Caller, tenantSlug: string) => {
      const { status, body } = await caller.signIn('passkey', tenantSlug, new TestAuthenticator())
      return { status, message: body.message }
    }
    expect(await fails(unknown, 'no-such-tenant')).toEqual(await fails(known, acme.slug))
  })

  it('lets nobody in who is disabled, or whose tenant is another', async () => {
    const person = await acme.person({ role: 'viewer' })
    const authenticator = await withPasskey(person)
    expect((await new Caller().signIn('passkey', globex.slug, authenticator)).status).toBe(400)
    await storedRows('UPDATE users SET active = false WHERE id = $1', [person.id])
    expect((await new Caller().signIn('passkey', acme.slug, authenticator)).status).toBe(400)
  })
})

describe('an invitation', () => {
  const invite = (actor: TestPerson, email: string, accessDays = 30) =>
    createInvitation(authorize(actor, 'invitation:manage'), {
      email,
      name: 'Ines Auditor',
      roleKey: 'auditor',
      accessDays,
    })
  /** What the mail would carry; only its hash is stored. */
  async function linkOf(id: string): Promise<string> {
    const token = newOpaqueToken()
    await storedRows('UPDATE invitations SET token_hash = $2 WHERE id = $1', [id, hashOfToken(token)])
    return token
  }
  async function accept(caller: Caller, tenantSlug: string, token: string, authenticator = new TestAuthenticator()) {
    const begun = await caller.post('invitation-options', { tenantSlug, token })
    if (begun.status !== 200) return begun
    const response = authenticator.create((begun.body as { options: never }).options)
    return caller.post('invitation', { tenantSlug, token, response })
  }
  let email = ''
  beforeEach(() => {
    email = `${newId()}@audit.test`
  })

  it('brings an auditor in with a passkey, once, and lists them as an exception', async () => {
    const { id } = await invite(owner, email)
    const token = await linkOf(id)
    const authenticator = new TestAuthenticator()
    const caller = new Caller()
    expect(await accept(caller, acme.slug, token, authenticator)).toMatchObject({ status: 200 })
    expect(await caller.whoami()).toMatchObject({ id, email })
    expect((await accept(new Caller(), acme.slug, token)).status).toBe(404)
    const { items } = await listInvitations(authorize(owner, 'invitation:read'))
    expect(items.find((item) => item.id === id)).toMatchObject({
      state: 'active',
      role: { key: 'auditor' },
      memberId: id,
    })
    const again = new Caller()
    expect((await again.signIn('passkey', acme.slug, authenticator)).status).toBe(200)
    expect((await acme.events()).map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'invitation.create',
        'user.create',
        'passkey.add',
        'invitation.accept',
        'passkey.sign_in',
      ]),
    )
  })

  it('makes one person where two browsers follow the link at the same moment', async () => {
    const { id } = await invite(owner, email)
    const token = await linkOf(id)
    const results = await Promise.all([accept(new Caller(), acme.slug, token), accept(new Caller(), acme.slug, token)])
    expect(results.map(({ status }) => status).sort()).toEqual([200, 404])
    expect(await storedRows('SELECT id FROM users WHERE email = $1', [email])).toHaveLength(1)
  })

  it('ends on its day: the session, and the way back in', async () => {
    const { id } = await invite(owner, email, 1)
    const authenticator = new TestAuthenticator()
    const caller = new Caller()
    await accept(caller, acme.slug, await linkOf(id), authenticator)
    await storedRows(`UPDATE invitations SET access_ends_at = now() - interval '1 second' WHERE id = $1`, [id])
    expect((await new Caller().signIn('passkey', acme.slug, authenticator)).status).toBe(400)
    const [session] = await storedRows<{ inTime: boolean }>(
      `SELECT expires_at <= created_at + interval '1 day' AS "inTime" FROM sessions WHERE user_id = $1`,
      [id],
    )
    expect(session?.inTime).toBe(true)
  })

  it('is ended by an admin: the person is out at the next request and cannot return', async () => {
    const { id } = await invite(owner, email)
    const authenticator = new TestAuthenticator()
    const caller = new Caller()
    await accept(caller, acme.slug, await linkOf(id), authenticator)
    const end = (actor: TestPerson) => revokeInvitation(authorize(actor, 'invitation:manage'), { id })
    await expect(end(await acme.person({ role: 'auditor' }))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(end(await globex.person({ role: 'owner' }))).rejects.toMatchObject({ code: 'not_found' })
    expect(await caller.whoami()).not.toBeNull()
    await end(owner)
    expect(await caller.whoami()).toBeNull()
    expect((await new Caller().signIn('passkey', acme.slug, authenticator)).status).toBe(400)
    expect((await acme.events('invitation.revoke')).at(-1)).toMatchObject({ metadata: { sessionsEnded: 1 } })
  })

  it('answers the same for a link that was ended, is too old, is of another tenant or never was', async () => {
    const ended = await invite(owner, `a-${email}`)
    await revokeInvitation(authorize(owner, 'invitation:manage'), { id: ended.id })
    const old = await invite(owner, `b-${email}`)
    await storedRows(`UPDATE invitations SET expires_at = now() - interval '1 minute' WHERE id = $1`, [old.id])
    const theirs = await invite(await globex.person({ role: 'owner' }), email)
    const answers = []
    for (const token of [
      await linkOf(ended.id),
      await linkOf(old.id),
      await linkOf(theirs.id),
      newOpaqueToken(),
      'x',
    ]) {
      const { status, body } = await accept(new Caller(), acme.slug, token)
      answers.push([status, body.message])
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.[0]).toBe(404)
  })

  it('goes to nobody who is here already, and is made by those who may', async () => {
    await expect(invite(owner, owner.email ?? '')).rejects.toMatchObject({ code: 'conflict' })
    await invite(owner, email)
    await expect(invite(owner, email.toUpperCase())).rejects.toMatchObject({ code: 'conflict' })
    await expect(invite(await acme.person({ role: 'viewer' }), `x-${email}`)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('keeps no link in the outbox, only whose invitation it is', async () => {
    const { id } = await invite(owner, email)
    const [row] = await storedRows<{ payload: object }>(
      `SELECT payload FROM outbox WHERE tenant_id = $1 AND topic = 'send-invitation' ORDER BY id DESC LIMIT 1`,
      [acme.id],
    )
    expect(row?.payload).toEqual({ invitationId: id })
  })

  it('of an Owner is ended by an Owner only', async () => {
    const tenant = await makeTestTenant()
    const scope = systemScope(tenant.id, 'provision-tenant', 'invitation:manage')
    const { id } = await createInvitation(scope, { email, name: 'First Owner', roleKey: 'owner', accessDays: null })
    await accept(new Caller(), tenant.slug, await linkOf(id))
    const end = async (role: string) =>
      revokeInvitation(authorize(await tenant.person({ role }), 'invitation:manage'), { id })
    await expect(end('admin')).rejects.toMatchObject({ code: 'forbidden', permission: 'role:assign-owner' })
    await expect(end('owner')).resolves.toEqual({ id })
  })

  it('makes the first Owner of a new tenant from the command line', async () => {
    const tenant = await makeTestTenant()
    const scope = systemScope(tenant.id, 'provision-tenant', 'invitation:manage')
    const { id } = await createInvitation(scope, { email, name: 'First Owner', roleKey: 'owner', accessDays: null })
    const caller = new Caller()
    expect((await accept(caller, tenant.slug, await linkOf(id))).status).toBe(200)
    const person = await caller.whoami()
    if (!person) throw new Error('nobody is signed in')
    await expect(
      withTenant(authorize(person, 'role:assign-owner'), async (tx) => tx.unchanged('a test')),
    ).resolves.toBeUndefined()
  })
})
