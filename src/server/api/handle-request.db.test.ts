import { createHash, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { handleRequest } from './handle-request.ts'

const ORIGIN = 'http://127.0.0.1:3000'

let acme: TestTenant
let owner: TestPerson

/** The cookie of an open session of that person, as sign-in would set it. */
async function cookieOf(person: TestPerson): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest()
  await storedRows('UPDATE sessions SET token_hash = $2 WHERE id = $1', [person.sessionId, hash])
  return `__Host-gatehouse-session=${token}`
}

type Answer = {
  status: number
  text: string
  error: { message: string; data: Record<string, unknown> }
  result: unknown
  headers: Headers
}

async function send(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Answer> {
  const response = await handleRequest(new Request(`${ORIGIN}/api/trpc/${path}`, init))
  const text = await response.text()
  const body = JSON.parse(text)
  const first = Array.isArray(body) ? body[0] : body
  return { status: response.status, text, error: first.error, result: first.result?.data, headers: response.headers }
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
  })
const nameStored = async () =>
  (await storedRows<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [acme.id]))[0]?.name

let cookie: string
beforeAll(async () => {
  acme = await makeTestTenant()
  owner = await acme.person({ role: 'owner' })
  cookie = await cookieOf(owner)
})

describe('text that Postgres cannot hold', () => {
  it('is refused with its place, in a query and in a change, and nothing is stored', async () => {
    const query = await send(`members.list?input=${encodeURIComponent(JSON.stringify({ search: 'a\u0000b' }))}`, {
      headers: { cookie },
    })
    expect(query).toMatchObject({ status: 400, error: { data: { code: 'invalid_input', path: '/search' } } })
    const before = await nameStored()
    const change = await post('tenant.update', { name: 'a\u0000b' }, { cookie })
    expect(change).toMatchObject({ status: 400, error: { data: { code: 'invalid_input', path: '/name' } } })
    expect(await nameStored()).toBe(before)
    // Nothing but the event that it was asked for.
    expect((await acme.events('request.reject')).at(-1)).toMatchObject({
      actor: { type: 'user', id: owner.id },
      outcome: { result: 'failure', reason: 'invalid_input' },
      metadata: { operation: 'tenant.update', code: 'invalid_input' },
    })
  })
})

describe('who asks', () => {
  it('is read from the session cookie, and the request id from main.ts goes into the log', async () => {
    expect(await send('me.get', { headers: { cookie } })).toMatchObject({
      status: 200,
      result: { user: { id: owner.id } },
    })
    const answer = await post(
      'tenant.update',
      { name: 'Acme One' },
      { cookie, 'x-request-id': 'req-1', 'x-gatehouse-client-ip': '192.0.2.7' },
    )
    expect(answer).toMatchObject({ status: 200, result: { name: 'Acme One' } })
    const [event] = await storedRows<{ request: string; source: string }>(
      `SELECT canonical::jsonb #>> '{context,requestId}' AS request, source FROM audit_events WHERE tenant_id = $1 AND action = 'tenant.update'`,
      [acme.id],
    )
    expect(event).toEqual({ request: 'req-1', source: 'console' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('is nobody without a session that is good, and is told in our own form', async () => {
    for (const bad of ['', '__Host-gatehouse-session=x', `__Host-gatehouse-session=${'A'.repeat(43)}`]) {
      const answer = await send('me.get', { headers: { cookie: bad, 'x-request-id': 'req-2' } })
      expect(answer).toMatchObject({
        status: 401,
        error: { data: { code: 'unauthenticated', requestId: 'req-2', httpStatus: 401 } },
      })
    }
  })

  it('names the missing permission and nothing else', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    const before = await nameStored()
    const answer = await post('tenant.update', { name: 'Mine' }, { cookie: await cookieOf(viewer) })
    expect(answer).toMatchObject({
      status: 403,
      error: { data: { code: 'forbidden', permission: 'tenant:update', path: null } },
    })
    expect(Object.keys(answer.error.data).sort()).toEqual([
      'code',
      'httpStatus',
      'path',
      'permission',
      'requestId',
      'retryAfter',
    ])
    expect(await nameStored()).toBe(before)
  })
})

describe('where it comes from', () => {
  it.each([
    ['another site by the browser’s word', { 'sec-fetch-site': 'cross-site', origin: ORIGIN }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.test' }],
    ['an opaque origin', { origin: 'null' }],
    ['the same host on another port', { origin: 'http://127.0.0.1:3001' }],
    ['no browser at all', {}],
  ])('refuses a change from %s and stores nothing', async (_from, headers) => {
    const before = await nameStored()
    const answer = await send('tenant.update', {
      method: 'POST',
      body: JSON.stringify({ name: 'Forged' }),
      headers: { 'content-type': 'application/json', cookie, ...(headers as Record<string, string>) },
    })
    expect(answer).toMatchObject({ status: 403, error: { data: { code: 'forbidden' } } })
    expect(await nameStored()).toBe(before)
  })

  it('takes a change from our own pages, by fetch metadata or by origin', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', cookie } }
    for (const [name, header] of [
      ['By metadata', { 'sec-fetch-site': 'same-origin' }],
      ['By origin', { origin: ORIGIN }],
    ] as const) {
      const answer = await send('tenant.update', {
        ...init,
        body: JSON.stringify({ name }),
        headers: { ...init.headers, ...header },
      })
      expect(answer).toMatchObject({ status: 200, result: { name } })
    }
  })

  it('never takes a change by GET', async () => {
    const before = await nameStored()
    const answer = await send(`tenant.update?input=${encodeURIComponent('{"name":"By link"}')}`, {
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    })
    expect(answer).toMatchObject({ status: 405, error: { data: { code: 'method_not_allowed' } } })
    expect(await nameStored()).toBe(before)
  })
})

describe('what is sent', () => {
  it.each([
    ['malformed JSON', 'tenant.update', '{"name":', 400, 'invalid_syntax', null],
    ['a wrong type', 'tenant.update', { name: 7 }, 400, 'invalid_input', '/name'],
    ['an unknown field', 'tenant.update', { name: 'x', slug: 'y' }, 400, 'invalid_input', ''],
    ['nothing', 'tenant.update', '', 400, 'invalid_syntax', null],
    ['null', 'tenant.update', 'null', 400, 'invalid_input', ''],
    [
      'a malformed id',
      'members.assignRole',
      { memberId: '../1', roleKey: 'viewer' },
      400,
      'invalid_input',
      '/memberId',
    ],
    ['an unknown procedure', 'tenant.destroy', {}, 404, 'not_found', null],
    ['a procedure of Object', 'tenant.constructor', {}, 404, 'not_found', null],
  ])('answers %s with a clear error of ours', async (_what, path, body, status, code, pointer) => {
    const events = (await acme.events()).length
    const answer = await post(path, body, { cookie, 'x-request-id': 'req-3' })
    expect(answer).toMatchObject({ status, error: { data: { code, path: pointer, requestId: 'req-3' } } })
    expect(answer.text).not.toMatch(/stack|node_modules|zod/i)
    // A change that was asked for and refused leaves that behind; what reaches no procedure leaves nothing.
    const recorded = (await acme.events()).slice(events)
    expect(recorded.map((event) => [event.action, event.metadata])).toEqual(
      code === 'not_found' ? [] : [['request.reject', { operation: path, code }]],
    )
  })

  it('says of a body that is not JSON which type to send', async () => {
    const answer = await post('tenant.update', 'name=x', {
      cookie,
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(answer).toMatchObject({ status: 415, error: { data: { code: 'unsupported_media_type' } } })
  })

  it('answers 20 calls in one request and refuses 21', async () => {
    const batch = (calls: number) =>
      send(`${Array(calls).fill('me.get').join(',')}?batch=1&input=%7B%7D`, { headers: { cookie } })
    const answer = await batch(20)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toHaveLength(20)
    expect(await batch(21)).toMatchObject({ status: 400, error: { data: { code: 'invalid_input' } } })
  })
})
