import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permission } from '#contracts/permissions.ts'
import { authorize, createApiKey, revokeApiKey } from '#server/domains/access/index.ts'
import { createApplication, rotateSigningKey } from '#server/domains/applications/index.ts'
import { tenantKeys } from '#server/domains/keys/index.ts'
import { endPools, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newProof, postForm, signedInBrowser, startIssuer } from '#testing/application-server.ts'
import {
  makeTestHouse,
  makeTestTenant,
  storedRows,
  systemScope,
  type TestPerson,
  type TestTenant,
} from '#testing/test-tenant.ts'

type Key = { id: string; key: string }
let stop: () => Promise<void>
let house: TestTenant
let acme: TestTenant
let globex: TestTenant
let admin: TestPerson
let theirs: TestPerson
let ours: { privateKey: KeyObject; kid: string }
let apiKey: Key

beforeAll(async () => {
  stop = await startIssuer()
  house = await makeTestHouse()
  ;[acme, globex] = [await makeTestTenant(), await makeTestTenant()]
  admin = await acme.person({ role: 'admin' })
  theirs = await globex.person({ role: 'admin' })
  apiKey = await makeKey(admin, ['member:read', 'group:read'])
  // The first token makes the first key.
  await tokenOf(apiKey)
  const [stored] = await withTenant(systemScope(house.id, 'application', 'oauth-client:read'), (tx) =>
    tenantKeys(tx, 'token-signing'),
  )
  const privateKey = createPrivateKey({ key: stored?.secret as Buffer, format: 'der', type: 'pkcs8' })
  const { kty, n, e } = await exportJWK(privateKey)
  ours = { privateKey, kid: await calculateJwkThumbprint({ kty, n, e } as never) }
})
afterAll(async () => {
  await stop()
  await endPools()
})

async function makeKey(by: TestPerson, permissions: Permission[]): Promise<Key> {
  const input = { name: 'Machine', permissions: permissions as never, expiresInDays: null }
  const { key, item } = await createApiKey(authorize(by, 'api-key:manage'), input)
  return { id: item.id, key }
}
const ask = (key: Key, extra: Record<string, string> = {}) =>
  postForm('/oauth/token', { grant_type: 'client_credentials', client_id: key.id, client_secret: key.key, ...extra })
const tokenOf = async (key: Key, extra: Record<string, string> = {}) =>
  (await ask(key, extra)).body.access_token as unknown as string
const read = async (path: string, token: string) =>
  (await fetch(`${env().GATEHOUSE_URL}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } })).status

const goodClaims = (): JWTPayload => ({
  iss: env().GATEHOUSE_URL,
  aud: `${env().GATEHOUSE_URL}/api/v1`,
  sub: apiKey.id,
  client_id: apiKey.id,
  tenant_id: acme.id,
  scope: 'member:read',
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 300,
})
/** A token that our own key signs, correct but for what is changed. */
const forged = (changes: JWTPayload = {}, header: Record<string, string> = {}, key: KeyObject = ours.privateKey) =>
  new SignJWT({ ...goodClaims(), ...changes })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: ours.kid, ...header })
    .sign(key)
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token for an API key', () => {
  it('is given for its id and secret, lasts ten minutes and is taken by the machine API', async () => {
    const answer = await ask(apiKey)
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'member:read group:read' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await read('members', answer.body.access_token as never)).toBe(200)
    expect(await read('members', apiKey.key)).toBe(200)
    expect((await acme.events('api_key.token.issue')).at(-1)).toMatchObject({
      actor: { type: 'service', id: apiKey.id },
      metadata: { scopes: ['member:read', 'group:read'] },
    })
  })

  it('may do less than the key where less is asked for, and never more', async () => {
    const token = await tokenOf(apiKey, { scope: 'group:read' })
    expect(await read('groups', token)).toBe(200)
    expect(await read('members', token)).toBe(403)
    expect(await ask(apiKey, { scope: 'audit:read' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    expect(await read('audit/events', await forged({ scope: 'audit:read' }))).toBe(403)
  })

  it('is refused with another secret, another id or the key of another tenant', async () => {
    const globexKey = await makeKey(theirs, ['member:read'])
    for (const key of [
      { id: apiKey.id, key: globexKey.key },
      { id: globexKey.id, key: apiKey.key },
      { id: acme.id, key: apiKey.key },
      { id: apiKey.id, key: `ghk_${'a'.repeat(43)}` },
      { id: apiKey.id, key: '' },
    ])
      expect(await ask(key)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect((await ask(globexKey)).status).toBe(200)
  })

  it('ends with its key, at the next request', async () => {
    const key = await makeKey(admin, ['member:read'])
    const token = await tokenOf(key)
    expect(await read('members', token)).toBe(200)
    await revokeApiKey(authorize(admin, 'api-key:manage'), { id: key.id })
    expect(await read('members', token)).toBe(401)
    expect(await ask(key)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })
})

describe('the machine API', () => {
  it('takes a token that our key signed as it should be', async () => {
    expect(await read('members', await forged())).toBe(200)
  })

  it.each<[string, () => JWTPayload]>([
    ['that has expired', () => ({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['that never expires', () => ({ exp: undefined }) as never],
    ['that is not good yet', () => ({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['for a foreign audience', () => ({ aud: 'https://api.app.example' })],
    ['for several audiences', () => ({ aud: [`${env().GATEHOUSE_URL}/api/v1`, 'https://api.app.example'] })],
    ['of a foreign issuer', () => ({ iss: 'https://gatehouse.evil.example' })],
    ['that names tenant B with the key of tenant A', () => ({ tenant_id: globex.id })],
    ['that names no tenant', () => ({ tenant_id: undefined }) as never],
    ['that names a tenant that is none', () => ({ tenant_id: `${'0'.repeat(8)}' OR true --` })],
    ['whose client is another than its subject', () => ({ client_id: theirs.id })],
    ['of a person', () => ({ sub: admin.id, client_id: admin.id })],
    ['without a scope', () => ({ scope: undefined }) as never],
  ])('refuses a token %s', async (_what, changes) => {
    expect(await read('members', await forged(changes()))).toBe(401)
    expect(await read('members', await forged())).toBe(200)
  })

  it('refuses a token of another type: an ID token is no access token (RFC 8725 section 3.11)', async () => {
    for (const typ of ['JWT', 'id_token+jwt', 'logout+jwt'])
      expect(await read('members', await forged({}, { typ }))).toBe(401)
  })

  it('refuses a token that another key signed, under its own or under our key id', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    expect(await read('members', await forged({}, {}, privateKey))).toBe(401)
    expect(await read('members', await forged({}, { kid: 'theirs' }, privateKey))).toBe(401)
  })

  it('refuses alg none, and an HMAC under the public key (RFC 8725 section 2.1)', async () => {
    const claims = encode(goodClaims())
    const none = `${encode({ alg: 'none', typ: 'at+jwt', kid: ours.kid })}.${claims}.`
    const { keys } = (await (await fetch(`${env().GATEHOUSE_URL}/oauth/jwks`)).json()) as { keys: object[] }
    const head = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: ours.kid })}.${claims}`
    const pem = ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const macs = [JSON.stringify(keys[0]), pem, ''].map(
      (secret) => `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`,
    )
    for (const token of [none, ...macs]) expect(await read('members', token)).toBe(401)
  })

  it('refuses the tokens of a person, which are for the application and for userinfo', async () => {
    const operator = await house.person({ role: 'operator' })
    const callback = 'https://app.example/callback'
    const app = await createApplication(authorize(operator, 'oauth-client:manage'), {
      name: 'App',
      type: 'public',
      redirectUris: [callback],
    })
    const { verifier, challenge } = newProof()
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: callback,
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    })
    const browser = await signedInBrowser(admin)
    const location = (await browser.go(`/oauth/authorize?${query}`)).headers.get('location') ?? ''
    const { body } = await postForm('/oauth/token', {
      grant_type: 'authorization_code',
      code: new URL(location).searchParams.get('code') as string,
      redirect_uri: callback,
      code_verifier: verifier,
      client_id: app.clientId,
    })
    for (const token of [body.access_token, body.id_token]) expect(await read('members', token as never)).toBe(401)
    const ofMachine = await tokenOf(apiKey)
    const userinfo = (token: string) =>
      fetch(`${env().GATEHOUSE_URL}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } })
    expect((await userinfo(ofMachine)).status).toBe(401)
    expect((await userinfo(body.access_token as never)).status).toBe(200)
  })

  it('refuses a token of a key that was replaced once every token it gave is over, and takes the new key’s', async () => {
    const old = await forged()
    expect(await read('members', old)).toBe(200)
    await rotateSigningKey(authorize(await house.person({ role: 'operator' }), 'oauth-client:manage'))
    const backDate = (keyId: number, hours: number) =>
      storedRows(
        `UPDATE tenant_keys SET created_at = now() - make_interval(hours => $2) WHERE purpose = 'token-signing' AND key_id = $1`,
        [keyId, hours],
      )
    await backDate(1, 5)
    await backDate(2, 2)
    expect(await read('members', old)).toBe(401)
    expect(await read('members', await tokenOf(apiKey))).toBe(200)
  })
})
