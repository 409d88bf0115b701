import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

let acme: TestTenant
let globex: TestTenant
let acmeProvider: TestIdentityProvider
let globexProvider: TestIdentityProvider
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  acmeProvider = await connectTestProvider(acme)
  globexProvider = await connectTestProvider(globex)
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const somebody = (tenant: TestTenant) => testPerson(`person${++made}@${tenant.slug}.test`)
const sessionsOf = async (tenant: TestTenant) =>
  (await storedRows('SELECT id FROM sessions WHERE tenant_id = $1', [tenant.id])).length
const usersOf = async (tenant: TestTenant) =>
  (await storedRows('SELECT id FROM users WHERE tenant_id = $1', [tenant.id])).length

/** The refusal is shown safely, recorded where it belongs, and opens nothing. */
async function expectRefused(work: () => Promise<Response>, check: string, tenant: TestTenant | null = acme) {
  const before = [await sessionsOf(acme), await sessionsOf(globex), await usersOf(acme), await usersOf(globex)]
  const response = await work()
  const trace = traceOf(response)
  expect(response.status).toBe(303)
  expect(trace).not.toBeNull()
  expect(await browser.whoami()).toBeNull()
  expect([await sessionsOf(acme), await sessionsOf(globex), await usersOf(acme), await usersOf(globex)]).toEqual(before)
  const recorded = [...(await acme.events('sign_in.reject')), ...(await globex.events('sign_in.reject'))].filter(
    (event) => event.metadata.traceId === trace,
  )
  if (tenant) {
    expect(recorded).toMatchObject([
      { actor: { type: 'anonymous' }, outcome: { result: 'denied', reason: check }, metadata: { check } },
    ])
    expect(await tenant.events('sign_in.reject')).toContainEqual(recorded[0])
  } else {
    expect(recorded).toEqual([])
  }
}

describe('signing in by SAML', () => {
  it('opens a session of the tenant whose provider vouched, and writes every step down', async () => {
    const person = somebody(acme)
    const seen = (await acme.events()).length
    const landed = await browser.signIn(acmeProvider, person)
    expect(landed.headers.get('location')).toBe(`/t/${acme.slug}/overview`)
    expect(await browser.whoami()).toMatchObject({
      type: 'user',
      tenantId: acme.id,
      email: person.email,
      name: 'Test Person',
    })
    expect((await acme.events()).slice(seen).map((event) => event.action)).toEqual([
      'sign_in.start',
      'user.create',
      'sign_in.accept',
      'session.create',
    ])
  })

  it('keeps only hashes of the session token, the state, the code and the browser', async () => {
    await browser.signIn(acmeProvider, somebody(acme))
    const token = browser.cookies.get('__Host-gatehouse-session') as string
    const rows = await storedRows(
      'SELECT s::text AS row FROM sessions s UNION ALL SELECT r::text FROM sign_in_requests r',
    )
    for (const { row } of rows) expect(row).not.toContain(token)
    expect(
      await storedRows(`SELECT octet_length(token_hash) AS bytes FROM sessions WHERE token_hash = sha256($1)`, [token]),
    ).toEqual([{ bytes: 32 }])
  })

  it('lands on the page that was asked for, if it is one of the tenant', async () => {
    const to = async (callbackUrl: string) => {
      const departure = await browser.leaveFor(acmeProvider, { callbackUrl })
      const accepted = await browser.post(
        await respond(acmeProvider, departure, { person: somebody(acme) }),
        departure.relayState,
      )
      return (await browser.go(accepted.headers.get('location') ?? '')).headers.get('location')
    }
    expect(await to(`/t/${acme.slug}/audit?action=user.create`)).toBe(`/t/${acme.slug}/audit?action=user.create`)
    expect(await to('//evil.example')).toBe(`/t/${acme.slug}/overview`)
    expect(await to(`/t/${globex.slug}/audit`)).toBe(`/t/${acme.slug}/overview`)
  })

  it('finds the user that SCIM made by the verified address, once, and the same user ever after', async () => {
    const member = await acme.person({ name: 'Made by SCIM' })
    const person = testPerson(member.email as string)
    await browser.signIn(acmeProvider, person)
    expect(await browser.whoami()).toMatchObject({ id: member.id, name: 'Made by SCIM' })
    const again = new TestBrowser()
    await again.signIn(acmeProvider, person)
    expect(await again.whoami()).toMatchObject({ id: member.id })
    expect((await acme.events('identity.link')).filter((event) => event.targets[0]?.id === member.id)).toHaveLength(1)
  })

  it('never finds a user of another tenant by address', async () => {
    const member = await globex.person({ role: 'owner' })
    await browser.signIn(acmeProvider, testPerson(member.email as string))
    const signedIn = await browser.whoami()
    expect(signedIn).toMatchObject({ tenantId: acme.id })
    expect(signedIn?.id).not.toBe(member.id)
    expect(await storedRows('SELECT 1 FROM identities WHERE tenant_id = $1', [globex.id])).toEqual([])
  })

  it('gives a new member no role, whatever the assertion claims', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const claims = { role: 'owner', roles: ['owner'], id: 'somebody-else', email: somebody(acme).email }
    const profileMapper = () => ({
      getClaims: () => claims,
      getNameIdentifier: () => ({ nameIdentifier: 'plain-subject' }),
    })
    const accepted = await browser.post(
      await respond(acmeProvider, departure, { options: { profileMapper } }),
      departure.relayState,
    )
    await browser.go(accepted.headers.get('location') ?? '')
    const signedIn = await browser.whoami()
    expect(await storedRows('SELECT subject FROM identities WHERE user_id = $1', [signedIn?.id])).toEqual([
      { subject: 'plain-subject' },
    ])
    expect(await storedRows('SELECT 1 FROM role_assignments WHERE user_id = $1', [signedIn?.id])).toEqual([])
  })
})

describe('tenant confusion', () => {
  it('refuses tenant A’s provider as an answer to tenant B’s request, though it signs correctly', async () => {
    const departure = await browser.leaveFor(globexProvider)
    await expectRefused(
      async () => browser.post(await respond(acmeProvider, departure), departure.relayState),
      'issuer',
      globex,
    )
  })

  it('refuses tenant A’s provider that calls itself tenant B’s', async () => {
    const departure = await browser.leaveFor(globexProvider)
    const pretender = { ...acmeProvider, entityId: globexProvider.entityId }
    await expectRefused(
      async () => browser.post(await respond(pretender, departure), departure.relayState),
      'signature',
      globex,
    )
  })

  it('refuses an assertion of tenant A’s request under tenant B’s state', async () => {
    const toAcme = await browser.leaveFor(acmeProvider)
    const toGlobex = await browser.leaveFor(globexProvider)
    await expectRefused(
      async () => browser.post(await respond(acmeProvider, toAcme), toGlobex.relayState),
      'issuer',
      globex,
    )
  })

  it('lets no other parameter choose a connection', async () => {
    const foreign = { connection: globexProvider.connectionId }
    await expectRefused(
      () => browser.go(`/api/sso/authorize?${new URLSearchParams({ tenant: acme.slug, ...foreign })}`),
      'connection',
      null,
    )
    const [row] = await storedRows<{ id: string }>(
      'SELECT jackson_client_id AS id FROM sso_connections WHERE id = $1',
      [globexProvider.connectionId],
    )
    const departure = await browser.leaveFor(acmeProvider, {
      idp_hint: row?.id ?? '',
      client_id: row?.id ?? '',
      access_type: `tenant=gatehouse&product=${globex.id}.${globexProvider.connectionId}`,
      product: `${globex.id}.${globexProvider.connectionId}`,
    })
    expect(departure.audience).toContain(acme.id)
    await browser.post(await respond(acmeProvider, departure, { person: somebody(acme) }), departure.relayState)
  })

  it('lets two tenants use one entity ID, each with its own certificate', async () => {
    const twin = await connectTestProvider(await makeTestTenant(), acmeProvider.entityId)
    const person = somebody(twin.tenant)
    await browser.signIn(twin, person)
    expect(await browser.whoami()).toMatchObject({ tenantId: twin.tenant.id, email: person.email })
    const other = new TestBrowser()
    await other.signIn(acmeProvider, somebody(acme))
    expect(await other.whoami()).toMatchObject({ tenantId: acme.id })
  })

  it('keeps a person who is signed in to one tenant apart from a second sign-in to another', async () => {
    await browser.signIn(acmeProvider, somebody(acme))
    const first = await browser.whoami()
    const person = somebody(globex)
    await browser.signIn(globexProvider, person)
    const second = await browser.whoami()
    expect(second).toMatchObject({ tenantId: globex.id, email: person.email })
    expect((await acme.events('session.revoke')).at(-1)).toMatchObject({
      targets: [{ id: first?.sessionId }, { id: first?.id }],
      metadata: { cause: 'replaced' },
    })
    expect(
      await storedRows('SELECT tenant_id FROM identities WHERE user_id = ANY($1)', [[first?.id, second?.id]]),
    ).toHaveLength(2)
    expect(
      await storedRows('SELECT 1 FROM identities WHERE user_id = $1 AND tenant_id = $2', [first?.id, globex.id]),
    ).toEqual([])
  })
})

describe('replay and binding', () => {
  it('accepts a response once: a second post of it is refused', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const response = await respond(acmeProvider, departure, { person: somebody(acme) })
    expect(traceOf(await browser.post(response, departure.relayState))).toBeNull()
    await expectRefused(() => browser.post(response, departure.relayState), 'single_use')
  })

  it('remembers an assertion even if its request is made to look unanswered', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const response = await respond(acmeProvider, departure, { person: somebody(acme) })
    await browser.post(response, departure.relayState)
    const relay = [Buffer.from(departure.relayState)]
    await storedRows('UPDATE sign_in_requests SET answered_at = NULL WHERE state_hash = sha256($1)', relay)
    const again = await browser.post(response, departure.relayState)
    expect(traceOf(again)).not.toBeNull()
    const assertionId = /saml:Assertion[^>]* ID="([^"]+)"/.exec(response)?.[1] as string
    expect(
      await storedRows('SELECT 1 FROM consumed_assertions WHERE assertion_hash = sha256($1)', [
        Buffer.from(assertionId),
      ]),
    ).toHaveLength(1)
  })

  it('turns ten posts of one response at once into one code', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const response = await respond(acmeProvider, departure, { person: somebody(acme) })
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.post(response, departure.relayState)))
    expect(answers.filter((answer) => traceOf(answer) === null)).toHaveLength(1)
  })

  it('takes a code once: used again it opens nothing', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const accepted = await browser.post(
      await respond(acmeProvider, departure, { person: somebody(acme) }),
      departure.relayState,
    )
    const cookies = new Map(browser.cookies)
    const callback = accepted.headers.get('location') ?? ''
    expect((await browser.go(callback)).headers.get('location')).toBe(`/t/${acme.slug}/overview`)
    browser.cookies.clear()
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    await expectRefused(() => browser.go(callback), 'code')
  })

  it('opens one session for ten uses of a code at once', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const accepted = await browser.post(
      await respond(acmeProvider, departure, { person: somebody(acme) }),
      departure.relayState,
    )
    const before = await sessionsOf(acme)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => browser.go(accepted.headers.get('location') ?? '')),
    )
    expect(answers.filter((answer) => traceOf(answer) === null)).toHaveLength(1)
    expect(await sessionsOf(acme)).toBe(before + 1)
  })

  it('takes a code only in the browser that it was given to', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const accepted = await browser.post(
      await respond(acmeProvider, departure, { person: somebody(acme) }),
      departure.relayState,
    )
    const callback = accepted.headers.get('location') ?? ''
    browser = new TestBrowser()
    await expectRefused(() => browser.go(callback), 'browser')
    await browser.leaveFor(acmeProvider)
    await expectRefused(() => browser.go(callback), 'code')
  })

  it('refuses a response in another browser than the one that asked (login CSRF)', async () => {
    const attacker = new TestBrowser()
    const departure = await attacker.leaveFor(acmeProvider)
    const response = await respond(acmeProvider, departure, { person: somebody(acme) })
    await expectRefused(() => browser.post(response, departure.relayState), 'browser')
    await browser.leaveFor(acmeProvider)
    await expectRefused(() => browser.post(response, departure.relayState), 'browser')
    expect(traceOf(await attacker.post(response, departure.relayState))).toBeNull()
  })

  it.each(['', 'boxyhq_jackson_0123456789abcdef0123456789abcdef', 'anything', '../../etc/passwd'])(
    'refuses the state %j',
    async (state) => {
      const departure = await browser.leaveFor(acmeProvider)
      await expectRefused(async () => browser.post(await respond(acmeProvider, departure), state), 'relay_state', null)
    },
  )

  it('refuses our state without its prefix or with a changed one', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const response = await respond(acmeProvider, departure)
    await expectRefused(() => browser.post(response, departure.relayState.replace(/^.*_/, '')), 'relay_state', null)
    await expectRefused(() => browser.post(response, departure.relayState.toUpperCase()), 'relay_state', null)
  })

  it('refuses an answer to a request that has expired', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const response = await respond(acmeProvider, departure)
    browser.now = () => new Date(Date.now() + 11 * 60_000)
    await expectRefused(() => browser.post(response, departure.relayState), 'expired')
  })
})

describe('validation', () => {
  it.each([
    ['expired', 'conditions', { lifetimeInSeconds: -600 }],
    ['made for another audience', 'audience', { audience: 'https://other.example' }],
    ['delivered to another address', 'destination', { destination: 'https://other.example/acs' }],
    ['meant for another recipient', 'subject_confirmation', { recipient: 'https://other.example/acs' }],
    ['an answer to another request', 'in_response_to', { inResponseTo: '_somebody-elses' }],
    ['not signed', 'signature', { signAssertion: false }],
    ['signed with SHA-1', 'signature', { signatureAlgorithm: 'rsa-sha1', digestAlgorithm: 'sha1' }],
  ])('refuses an assertion that is %s', async (_what, check, options) => {
    const departure = await browser.leaveFor(acmeProvider)
    await expectRefused(
      async () => browser.post(await respond(acmeProvider, departure, { options }), departure.relayState),
      check,
    )
  })

  it('refuses a changed assertion and one whose signature was cut out', async () => {
    const departure = await browser.leaveFor(acmeProvider)
    const good = await respond(acmeProvider, departure, { person: testPerson('ada@acme.test') })
    await expectRefused(
      () => browser.post(good.replaceAll('ada@acme.test', 'eve@acme.test'), departure.relayState),
      'signature',
    )
    await expectRefused(
      () => browser.post(good.replace(/<Signature.*<\/Signature>/s, ''), departure.relayState),
      'signature',
    )
    expect(traceOf(await browser.post(good, departure.relayState))).toBeNull()
  })

  it('refuses a disabled user, and lets the same one in when active', async () => {
    const member = await acme.person({ active: false })
    const attempt = async () => {
      const departure = await browser.leaveFor(acmeProvider)
      return browser.post(
        await respond(acmeProvider, departure, { person: testPerson(member.email as string) }),
        departure.relayState,
      )
    }
    await expectRefused(attempt, 'user_disabled')
    await storedRows('UPDATE users SET active = true WHERE id = $1', [member.id])
    expect(traceOf(await attempt())).toBeNull()
  })

  it('refuses a user who is disabled between the response and the code', async () => {
    const member = await acme.person()
    const departure = await browser.leaveFor(acmeProvider)
    const person = testPerson(member.email as string)
    const accepted = await browser.post(await respond(acmeProvider, departure, { person }), departure.relayState)
    await storedRows('UPDATE users SET active = false WHERE id = $1', [member.id])
    await expectRefused(() => browser.go(accepted.headers.get('location') ?? ''), 'user_disabled')
  })

  it('refuses a second subject that claims an address which another one has', async () => {
    const person = somebody(acme)
    await new TestBrowser().signIn(acmeProvider, person)
    const departure = await browser.leaveFor(acmeProvider)
    const pretender = { ...person, userName: 'another-subject@acme.test' }
    await expectRefused(
      async () => browser.post(await respond(acmeProvider, departure, { person: pretender }), departure.relayState),
      'identity_conflict',
    )
  })
})
