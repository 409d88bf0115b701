import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import {
  createApplication,
  revokeApplicationSecret,
  rotateApplicationSecret,
  rotateSigningKey,
  updateApplication,
} from '#server/domains/applications/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newProof, postForm, signedInBrowser, startIssuer } from '#testing/application-server.ts'
import type { TestBrowser } from '#testing/test-browser.ts'
import { makeTestHouse, makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'

const CALLBACK = 'https://app.example/callback'

let stop: () => Promise<void>
let house: TestTenant
let acme: TestTenant
let operator: TestPerson
let ada: TestPerson
let browser: TestBrowser
let desk: { id: string; clientId: string; secret: string }
let page: { id: string; clientId: string }

beforeAll(async () => {
  stop = await startIssuer()
  house = await makeTestHouse()
  acme = await makeTestTenant()
  operator = await house.person({ role: 'operator' })
  ada = await acme.person({ name: 'Ada' })
  browser = await signedInBrowser(ada)
  const scope = authorize(operator, 'oauth-client:manage')
  desk = (await createApplication(scope, {
    name: 'Desk',
    type: 'confidential',
    redirectUris: [CALLBACK],
  })) as typeof desk
  page = await createApplication(scope, { name: 'Page', type: 'public', redirectUris: [CALLBACK] })
})
afterAll(async () => {
  await stop()
  await endPools()
})

async function signIn(clientId = desk.clientId, scope = 'openid offline_access', from = browser) {
  const { verifier, challenge } = newProof()
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const location = (await from.go(`/oauth/authorize?${query}`)).headers.get('location') ?? ''
  return {
    grant_type: 'authorization_code',
    code: new URL(location).searchParams.get('code') as string,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
  }
}
const credentials = () => ({ client_id: desk.clientId, client_secret: desk.secret })
const tokensOf = async (from = browser) =>
  (
    await postForm('/oauth/token', {
      ...(await signIn(desk.clientId, 'openid offline_access', from)),
      ...credentials(),
    })
  ).body as unknown as { access_token: string; refresh_token: string; id_token: string }
const refresh = (refresh_token: string) =>
  postForm('/oauth/token', { grant_type: 'refresh_token', refresh_token, ...credentials() })
const userinfo = (token: string) =>
  fetch(`${env().GATEHOUSE_URL}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } })
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})

describe('a refresh token', () => {
  it('works once; when it comes back its whole family ends, and the log says so', async () => {
    const first = await tokensOf()
    const second = await refresh(first.refresh_token)
    expect(second.status).toBe(200)
    const newest = second.body.refresh_token as unknown as string
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await refresh(newest)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await userinfo(second.body.access_token as never)).status).toBe(401)
    expect((await acme.events('application.grant.end')).at(-1)).toMatchObject({
      actor: { type: 'service', id: desk.clientId },
      outcome: { result: 'denied', reason: 'refresh_reused' },
    })
  })

  it('used side by side gives at most one answer and ends its family', async () => {
    const { refresh_token } = await tokensOf()
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(refresh_token)))
    const good = answers.filter(({ status }) => status === 200)
    expect(good).toHaveLength(1)
    expect(await refresh(good[0]?.body.refresh_token as never)).toMatchObject({ body: { error: 'invalid_grant' } })
  })

  it.each([
    ['the session is ended', `UPDATE sessions SET revoked_at = now() WHERE user_id = $1`],
    ['the person is disabled', 'UPDATE users SET active = false WHERE id = $1'],
    [
      'the session has been idle too long',
      `UPDATE sessions SET last_seen_at = now() - interval '9 hours' WHERE user_id = $1`,
    ],
    [
      'the session is older than the policy allows',
      `UPDATE sessions SET created_at = now() - interval '13 hours' WHERE user_id = $1`,
    ],
  ])('stops working when %s', async (_what, sql) => {
    const person = await acme.person()
    const { refresh_token } = await tokensOf(await signedInBrowser(person))
    const next = await refresh(refresh_token)
    expect(next.status).toBe(200)
    await storedRows(sql, [person.id])
    expect(await refresh(next.body.refresh_token as never)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
    expect((await userinfo(next.body.access_token as never)).status).toBe(401)
  })

  it('is nothing to another application, and is given with offline_access only', async () => {
    const { refresh_token } = await tokensOf()
    const theirs = { grant_type: 'refresh_token', refresh_token, client_id: page.clientId }
    expect(await postForm('/oauth/token', theirs)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await refresh(refresh_token)).status).toBe(200)
    const without = await postForm('/oauth/token', { ...(await signIn(desk.clientId, 'openid')), ...credentials() })
    expect(without.status).toBe(200)
    expect(without.body).not.toHaveProperty('refresh_token')
  })

  it('that is revoked ends what came of it; revoking nothing is answered the same', async () => {
    const { refresh_token, access_token } = await tokensOf()
    expect((await userinfo(access_token)).status).toBe(200)
    expect((await postForm('/oauth/revoke', { token: refresh_token, client_id: page.clientId })).status).toBe(200)
    expect((await userinfo(access_token)).status).toBe(200)
    expect((await postForm('/oauth/revoke', { token: refresh_token, ...credentials() })).status).toBe(200)
    expect((await userinfo(access_token)).status).toBe(401)
    expect((await postForm('/oauth/revoke', { token: 'unknown', ...credentials() })).status).toBe(200)
  })
})

describe('an application', () => {
  it('authenticates itself by header or form, and every failure is answered the same', async () => {
    const request = async () => ({ ...(await signIn()) })
    expect((await postForm('/oauth/token', await request(), basic(desk.clientId, desk.secret))).status).toBe(200)
    expect((await postForm('/oauth/token', { ...(await request()), ...credentials() })).status).toBe(200)
    const failures = [
      await postForm('/oauth/token', await request(), basic(desk.clientId, 'ghas_wrong')),
      await postForm('/oauth/token', await request(), basic('gha_unknown', desk.secret)),
      await postForm('/oauth/token', await request(), basic('gha_\0', desk.secret)),
      await postForm('/oauth/token', { ...(await request()), client_id: desk.clientId }),
      await postForm('/oauth/token', { ...(await request()), client_id: page.clientId, client_secret: desk.secret }),
      await postForm('/oauth/token', await request()),
      await postForm('/oauth/token', await request(), { authorization: 'Basic !!!' }),
    ]
    for (const failure of failures) {
      expect(failure.status).toBe(401)
      expect(failure.body).toEqual(failures[0]?.body)
      expect(failure.body).toMatchObject({ error: 'invalid_client' })
      expect(failure.headers.get('www-authenticate')).toBe('Basic realm="gatehouse"')
    }
    const twice = await postForm(
      '/oauth/token',
      { ...(await request()), ...credentials() },
      basic(desk.clientId, desk.secret),
    )
    expect(twice).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('works with both secrets while they overlap, and with the new one alone afterwards', async () => {
    const scope = authorize(operator, 'oauth-client:manage')
    const made = (await createApplication(scope, {
      name: 'Rotated',
      type: 'confidential',
      redirectUris: [CALLBACK],
    })) as typeof desk
    const { secret } = await rotateApplicationSecret(scope, { id: made.id, overlapHours: 24 })
    const tryWith = async (client_secret: string) =>
      (await postForm('/oauth/token', { ...(await signIn(made.clientId)), client_id: made.clientId, client_secret }))
        .status
    expect(await tryWith(made.secret)).toBe(200)
    expect(await tryWith(secret)).toBe(200)
    await storedRows(
      `UPDATE oauth_client_secrets SET expires_at = now() - interval '1 second' WHERE expires_at IS NOT NULL`,
    )
    expect(await tryWith(made.secret)).toBe(401)
    expect(await tryWith(secret)).toBe(200)
    const [last] = await storedRows<{ id: string }>(
      'SELECT id FROM oauth_client_secrets WHERE application_id = $1 AND expires_at IS NULL',
      [made.id],
    )
    await revokeApplicationSecret(scope, { id: made.id, secretId: last?.id as string })
    expect(await tryWith(secret)).toBe(401)
    expect((await house.events()).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['application.create', 'application.secret.create', 'application.secret.revoke']),
    )
  })

  it('that is disabled gets nothing more', async () => {
    const scope = authorize(operator, 'oauth-client:manage')
    const { refresh_token, access_token } = await tokensOf()
    await updateApplication(scope, { id: desk.id, disabled: true })
    expect(await refresh(refresh_token)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect((await userinfo(access_token)).status).toBe(401)
    await updateApplication(scope, { id: desk.id, disabled: false })
    expect((await userinfo(access_token)).status).toBe(200)
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  it('cannot be given an audience that Gatehouse itself answers to', async () => {
    const scope = authorize(operator, 'oauth-client:manage')
    for (const audience of [`${env().GATEHOUSE_URL}/api/v1`, env().GATEHOUSE_URL.toUpperCase()])
      await expect(updateApplication(scope, { id: desk.id, audience })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(updateApplication(scope, { id: desk.id, audience: 'https://api.app.example' })).resolves.toEqual({
      id: desk.id,
    })
  })

  it('that runs in pages may read the answers from its own origin and from no other', async () => {
    const ask = (origin: string) => postForm('/oauth/token', { client_id: page.clientId }, { origin })
    expect((await ask('https://app.example')).headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('userinfo', () => {
  it('takes an access token and nothing else', async () => {
    const { access_token, id_token, refresh_token } = await tokensOf()
    expect((await userinfo(access_token)).status).toBe(200)
    for (const token of [id_token, refresh_token, `${access_token}x`, 'ghk_none'])
      expect((await userinfo(token)).status).toBe(401)
  })
})

describe('the keys', () => {
  it('change without a moment in which a token cannot be checked', async () => {
    const { headers } = await fetch(`${env().GATEHOUSE_URL}/oauth/jwks`)
    // A copy of this age and one that a process holds are together no older than the minute before a key signs.
    expect(headers.get('cache-control')).toBe('public, max-age=30')
    const published = async () =>
      ((await (await fetch(`${env().GATEHOUSE_URL}/oauth/jwks`)).json()) as { keys: { kid: string; d?: string }[] })
        .keys
    const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).kid
    const before = await tokensOf()
    await rotateSigningKey(authorize(operator, 'oauth-client:manage'))
    const keys = await published()
    expect(keys).toHaveLength(2)
    expect(JSON.stringify(keys)).not.toMatch(/"(d|p|q)":/)
    // The new key can be fetched before it signs.
    expect(kidOf((await tokensOf()).id_token)).toBe(kidOf(before.id_token))
    expect((await userinfo(before.access_token)).status).toBe(200)
    expect((await house.events('application.key.create')).length).toBe(2)
  })
})
