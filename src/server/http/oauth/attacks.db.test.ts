import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { createApplication, updateApplication } from '#server/domains/applications/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newProof, postForm, signedInBrowser, startIssuer } from '#testing/application-server.ts'
import { TestBrowser } from '#testing/test-browser.ts'
import { makeTestHouse, makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'

const CALLBACK = 'https://app.example/callback'

type App = { id: string; clientId: string; secret: string }
let stop: () => Promise<void>
let acme: TestTenant
let globex: TestTenant
let operator: TestPerson
let ada: TestPerson
let adas: TestBrowser
let desk: App
let other: App

beforeAll(async () => {
  stop = await startIssuer()
  const house = await makeTestHouse()
  ;[acme, globex] = [await makeTestTenant(), await makeTestTenant()]
  operator = await house.person({ role: 'operator' })
  ada = await acme.person({ name: 'Ada' })
  adas = await signedInBrowser(ada)
  desk = await application('Desk')
  other = await application('Other')
})
afterAll(async () => {
  await stop()
  await endPools()
})

async function application(name: string, redirectUris = [CALLBACK]): Promise<App> {
  const input = { name, type: 'confidential' as const, redirectUris }
  return (await createApplication(authorize(operator, 'oauth-client:manage'), input)) as App
}

const proof = newProof()
const asked = (changes: Record<string, string | null> = {}) => {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: desk.clientId,
    redirect_uri: CALLBACK,
    scope: 'openid offline_access',
    state: 'the state',
    nonce: 'the nonce',
    code_challenge: proof.challenge,
    code_challenge_method: 'S256',
  })
  for (const [name, value] of Object.entries(changes)) value === null ? query.delete(name) : query.set(name, value)
  return `/oauth/authorize?${query}`
}
const landed = ({ headers }: Response) =>
  new URL(headers.get('location') ?? headers.get('refresh')?.replace('0; url=', '') ?? '', env().GATEHOUSE_URL)
const codeFor = async (browser = adas, changes: Record<string, string> = {}) =>
  landed(await browser.go(asked(changes))).searchParams.get('code') as string
const exchange = (code: string, changes: Record<string, string> = {}, app = desk) =>
  postForm('/oauth/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    code_verifier: proof.verifier,
    client_id: app.clientId,
    client_secret: app.secret,
    ...changes,
  })
const refresh = (token: string, app = desk) =>
  postForm('/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: app.clientId,
    client_secret: app.secret,
  })
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
const grantsOf = (person: TestPerson) =>
  storedRows<{ cause: string | null }>(
    'SELECT end_cause AS cause FROM oauth_grants WHERE user_id = $1 ORDER BY created_at',
    [person.id],
  )

describe('a code', () => {
  it('works once, and its second use ends what the first one gave (RFC 6749 section 4.1.2)', async () => {
    const code = await codeFor()
    const first = await exchange(code)
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
    expect(first.headers.get('cache-control')).toBe('no-store')
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await refresh(first.body.refresh_token as never)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
    expect((await grantsOf(ada)).at(-1)).toEqual({ cause: 'code_reused' })
    expect((await acme.events('application.grant.end')).at(-1)).toMatchObject({
      outcome: { result: 'denied', reason: 'code_reused' },
      metadata: { clientId: desk.clientId },
    })
  })

  it('works once under concurrency', async () => {
    const code = await codeFor()
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400, 400, 400])
  })

  it('of one application is nothing to another, and still works for its own', async () => {
    const code = await codeFor()
    expect(await exchange(code, {}, other)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await exchange(code)).toMatchObject({ status: 200 })
  })

  it('is over after a minute', async () => {
    const code = await codeFor()
    await storedRows(
      `UPDATE oauth_grants SET code_expires_at = code_expires_at - interval '61 seconds' WHERE code_used_at IS NULL`,
    )
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('is worth nothing once its session has ended', async () => {
    const browser = await signedInBrowser(ada)
    const code = await codeFor(browser)
    const { sessionId } = (await browser.whoami()) as TestPerson
    await storedRows('UPDATE sessions SET revoked_at = now() WHERE id = $1', [sessionId])
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it.each([
    ['another verifier', { code_verifier: newProof().verifier }],
    ['the challenge for a verifier', { code_verifier: proof.challenge }],
    ['a short verifier', { code_verifier: 'a' }],
    ['another redirect_uri', { redirect_uri: `${CALLBACK}/` }],
  ])('is refused with %s, and works with its own', async (_what, changes) => {
    const code = await codeFor()
    expect(await exchange(code, changes)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await exchange(code)).toMatchObject({ status: 200 })
  })

  it('is refused without a verifier', async () => {
    expect(await exchange(await codeFor(), { code_verifier: '' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })
})

describe('the tenant', () => {
  it('is that of the session, whatever is named beside it', async () => {
    for (const changes of [{}, { organization: acme.slug }, { organization: acme.id }]) {
      const { body } = await exchange(await codeFor(adas, changes as never))
      expect(claimsOf(body.access_token as never)).toMatchObject({ tenant_id: acme.id, sub: ada.id })
    }
    for (const organization of [globex.slug, globex.id]) {
      const place = landed(await adas.go(asked({ organization })))
      expect(place.pathname).toBe(`/sign-in/${globex.slug}`)
    }
    const { body } = await exchange(await codeFor(), { tenant: globex.slug, organization: globex.id })
    expect(claimsOf(body.access_token as never)).toMatchObject({ tenant_id: acme.id })
  })

  it('has to be one that the application serves', async () => {
    const few = await application('Few')
    await updateApplication(authorize(operator, 'oauth-client:manage'), { id: few.id, allowedTenants: [globex.slug] })
    expect(landed(await adas.go(asked({ client_id: few.clientId }))).searchParams.get('error')).toBe('access_denied')
    const gus = await signedInBrowser(await globex.person())
    expect(await codeFor(gus, { client_id: few.clientId })).toMatch(/^ghac_/)
  })

  it('is never the house: operators have no account in the product', async () => {
    const browser = await signedInBrowser(operator)
    expect(landed(await browser.go(asked())).searchParams.get('error')).toBe('access_denied')
    expect(await codeFor()).toMatch(/^ghac_/)
  })
})

describe('the address to return to', () => {
  it.each([
    `${CALLBACK}/`,
    `${CALLBACK}?x=1`,
    `${CALLBACK}2`,
    'https://app.example/Callback',
    'https://APP.example/callback',
    'https://app.example:443/callback',
    'https://app.example:8443/callback',
    'http://app.example/callback',
    'https://app.example/callback/../callback',
    'https://app.example/%63allback',
    'https://app.example/x/%2e%2e/callback',
    'https://app.example@evil.example/callback',
    'https://user@app.example/callback',
    'https://app.example.evil.example/callback',
    'https://evil.example\\@app.example/callback',
    'https:\\\\app.example/callback',
    `${CALLBACK}#code`,
    ` ${CALLBACK}`,
    '//app.example/callback',
    'javascript:alert(1)',
    '',
  ])('has to be registered letter for letter: nobody is sent to "%s"', async (redirect_uri) => {
    const response = await adas.go(asked({ redirect_uri }))
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(response.headers.get('refresh')).toMatch(/^0; url=\/sign-in\/error\/application\?problem=[a-z]+$/)
    expect(landed(await adas.go(asked())).href).toContain(`${CALLBACK}?code=`)
  })

  it('is not taken from a request that names two', async () => {
    const response = await adas.go(`${asked()}&redirect_uri=${encodeURIComponent(CALLBACK)}`)
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
  })

  it('of an application that is unknown or disabled is not gone to', async () => {
    const gone = await application('Gone')
    expect((await adas.go(asked({ client_id: gone.clientId }))).status).toBe(303)
    await updateApplication(authorize(operator, 'oauth-client:manage'), { id: gone.id, disabled: true })
    for (const client_id of [gone.clientId, 'gha_unknown', '']) {
      expect((await adas.go(asked({ client_id }))).status).toBe(400)
    }
  })
})

describe('a request', () => {
  it.each([
    ['without PKCE', { code_challenge: null }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['without a PKCE method, which means plain', { code_challenge_method: null }, 'invalid_request'],
    ['with a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['for a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an ID token in the address', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['without response_type', { response_type: null }, 'invalid_request'],
    ['for a fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['without openid', { scope: 'profile' }, 'invalid_scope'],
    ['for a scope that is not there', { scope: 'openid admin' }, 'invalid_scope'],
    ['with a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['with a request address', { request_uri: 'https://evil.example/request' }, 'request_uri_not_supported'],
    ['with prompt=none and another', { prompt: 'none login' }, 'invalid_request'],
    ['for a tenant that is not there', { organization: 'no-such-tenant' }, 'access_denied'],
  ])('%s is refused to the application, with its state and our name', async (_what, changes, error) => {
    const answered = landed(await adas.go(asked(changes as never))).searchParams
    expect(Object.fromEntries(answered)).toMatchObject({ error, state: 'the state', iss: env().GATEHOUSE_URL })
    expect(answered.has('code')).toBe(false)
    expect(await codeFor()).toMatch(/^ghac_/)
  })

  it('carries state and nonce through as they are', async () => {
    const state = `a b+c/%2f"<>&=${'é'}`
    const answered = landed(await adas.go(asked({ state, nonce: state }))).searchParams
    expect(answered.get('state')).toBe(state)
    const { body } = await exchange(answered.get('code') as string)
    expect(claimsOf(body.id_token as never)).toMatchObject({ nonce: state })
  })

  it.each(['client_id', 'organization', 'login_hint', 'state', 'nonce', 'max_age'])(
    'with a NUL character in %s is refused as any other that cannot be read',
    async (name) => {
      const answer = await new TestBrowser().go(asked({ [name]: 'a\0b' }))
      expect([303, 400]).toContain(answer.status)
      expect(landed(answer).searchParams.get('code')).toBeNull()
      expect(landed(answer).pathname).not.toMatch(/^\/sign-in\/?$/)
    },
  )

  it('may be posted as well, and is then asked again with GET', async () => {
    const answer = await postForm('/oauth/authorize', new URL(asked(), env().GATEHOUSE_URL).search.slice(1))
    expect(answer.status).toBe(303)
    const next = answer.headers.get('location') as string
    expect(landed(await adas.go(next)).searchParams.get('code')).toMatch(/^ghac_/)
    const twice = await postForm('/oauth/authorize', `client_id=${desk.clientId}&client_id=${other.clientId}`)
    expect(twice).toMatchObject({ status: 400 })
  })

  it('with prompt=none asks nobody anything', async () => {
    const nobody = new TestBrowser()
    expect(landed(await nobody.go(asked({ prompt: 'none' }))).searchParams.get('error')).toBe('login_required')
    expect(landed(await adas.go(asked({ prompt: 'none' }))).searchParams.get('code')).toMatch(/^ghac_/)
  })

  it('waits for nobody but the browser in which it began (login CSRF)', async () => {
    const attacker = new TestBrowser()
    const place = landed(await attacker.go(asked({ organization: acme.slug })))
    const next = place.searchParams.get('next') as string
    // The victim is signed in, and is lured to go on with what the attacker began.
    const lured = await adas.go(next)
    expect(lured.status).toBe(400)
    expect(lured.headers.get('location')).toBeNull()
    attacker.cookies.set('__Host-gatehouse-session', adas.cookies.get('__Host-gatehouse-session') as string)
    expect(landed(await attacker.go(next)).searchParams.get('code')).toMatch(/^ghac_/)
    expect((await attacker.go(next)).status).toBe(400)
  })

  it('reads an address hint no oftener than the sign-in page does, and goes on without it after that', async () => {
    const domain = `${acme.slug}.example`
    await storedRows(
      `INSERT INTO verified_domains (tenant_id, id, domain, challenge, verified_at) VALUES ($1, gen_random_uuid(), $2, repeat('x', 32), now())`,
      [acme.id, domain],
    )
    const hinted = async (name: string) =>
      landed(await new TestBrowser().go(asked({ login_hint: `${name}@${domain}` }))).pathname
    const places: string[] = []
    for (let i = 0; i < 21; i++) places.push(await hinted('ada'))
    expect(places.slice(0, 20)).toEqual(Array(20).fill(`/sign-in/${acme.slug}`))
    expect(places[20]).toBe('/sign-in')
    expect(await hinted('bo')).toBe(`/sign-in/${acme.slug}`)
  })

  it('needs a session that fits the tenant policy at this moment', async () => {
    const eve = await globex.person()
    const browser = await signedInBrowser(eve)
    expect(await codeFor(browser)).toMatch(/^ghac_/)
    const policy = (ranges: string, factor: string) =>
      storedRows(
        `INSERT INTO sign_in_policies (tenant_id, idle_minutes, absolute_minutes, step_up_minutes, second_factor, methods, ip_allow_list)
         VALUES ($1, 480, 720, 480, $3, ARRAY['saml', 'oidc', 'passkey'], $2::text[]::cidr[])
         ON CONFLICT (tenant_id) DO UPDATE SET ip_allow_list = excluded.ip_allow_list, second_factor = excluded.second_factor`,
        [globex.id, ranges, factor],
      )
    const { refresh_token } = (await exchange(await codeFor(browser))).body
    await policy('{198.51.100.0/24}', 'off')
    expect(landed(await browser.go(asked())).pathname).toBe('/sign-in')
    expect(await refresh(refresh_token as never)).toMatchObject({ body: { error: 'invalid_grant' } })
    await policy('{192.0.2.0/24}', 'passkey')
    expect(landed(await browser.go(asked())).pathname).toBe(`/sign-in/${globex.slug}/confirm`)
    expect(landed(await browser.go(asked({ prompt: 'none' }))).searchParams.get('error')).toBe('login_required')
    await policy('{192.0.2.0/24}', 'off')
    expect(await codeFor(browser)).toMatch(/^ghac_/)
  })
})
