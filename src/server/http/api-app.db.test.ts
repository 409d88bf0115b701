import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permission } from '#contracts/permissions.ts'
import { authorize, createApiKey, revokeApiKey } from '#server/domains/access/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { startDraining } from './draining.ts'
import { startTestServer, type TestServer } from './testing-server.ts'

let server: TestServer
let acme: TestTenant
let globex: TestTenant
let admin: TestPerson
let all: { key: string; id: string }

beforeAll(async () => {
  server = await startTestServer()
  ;[acme, globex] = await Promise.all([makeTestTenant(), makeTestTenant()])
  admin = await acme.person({ role: 'admin', name: 'Ada Admin' })
  all = await makeKey(['audit:write', 'audit:read', 'member:read', 'group:read'])
})
afterAll(async () => {
  await server.stop()
  await endPools()
})

async function makeKey(permissions: Permission[]): Promise<{ key: string; id: string }> {
  const input = { name: `key ${newId()}`, permissions: permissions as never, expiresInDays: null }
  const { key, item } = await createApiKey(authorize(admin, 'api-key:manage'), input)
  return { key, id: item.id }
}

type Answer = { status: number; headers: Headers; text: string; json: Record<string, unknown> }

async function call(
  method: string,
  path: string,
  options: { key?: string | null; body?: unknown; raw?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const key = options.key === undefined ? all.key : options.key
  const content = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  const response = await fetch(server.origin + path, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(content === undefined ? {} : { body: content as string }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : {},
  }
}

const EVENTS = '/api/v1/audit/events'
const event = (action = 'invoice.pay') => ({
  action,
  actor: { type: 'user', id: 'u-1', name: 'Grace' },
  targets: [{ type: 'invoice', id: 'i-1', name: 'March' }],
  outcome: { result: 'success' },
  metadata: { amount: 12 },
})

describe('POST /api/v1/setup-links', () => {
  const body = { label: 'Acme IT', expiresInDays: 3 }

  it('makes a set-up link for a key that may, as an event of that key', async () => {
    const { key, id } = await makeKey(['setup-link:create'])
    const answer = await call('POST', '/api/v1/setup-links', { key, body })
    expect(answer.status).toBe(201)
    expect(answer.json.url).toMatch(/\/setup\/[A-Za-z0-9_-]{43}$/)
    expect(answer.json.item).toMatchObject({ label: 'Acme IT', state: 'waiting' })
    expect((await acme.events('setup_link.create')).at(-1)?.actor).toEqual({ type: 'service', id })
  })

  it('refuses a key without the permission and a longer life than seven days', async () => {
    const made = (await acme.events('setup_link.create')).length
    expect(await call('POST', '/api/v1/setup-links', { body })).toMatchObject({ status: 403 })
    const { key } = await makeKey(['setup-link:create'])
    expect((await call('POST', '/api/v1/setup-links', { key, body: { ...body, expiresInDays: 8 } })).status).toBe(400)
    expect((await call('POST', '/api/v1/setup-links', { key: null, body })).status).toBe(401)
    expect(await acme.events('setup_link.create')).toHaveLength(made)
  })
})

describe('POST /api/v1/audit/events', () => {
  it('records an event, answers where it stands, and lists it', async () => {
    const posted = await call('POST', EVENTS, { body: event('invoice.create') })
    expect(posted).toMatchObject({
      status: 201,
      json: { id: expect.any(String), seq: expect.any(Number), recordedAt: expect.any(String) },
    })
    expect(await acme.events('invoice.create')).toMatchObject([
      { seq: posted.json['seq'], targets: [{ type: 'invoice', id: 'i-1' }] },
    ])
    const listed = await call('GET', `${EVENTS}?action=invoice.create&limit=5`)
    expect(listed).toMatchObject({
      status: 200,
      json: { items: [{ seq: posted.json['seq'], action: 'invoice.create' }] },
    })
  })

  it('answers a retry under one Idempotency-Key with the first answer, and another body with 409', async () => {
    const headers = { 'idempotency-key': newId() }
    const [first, second] = [
      await call('POST', EVENTS, { body: event('order.place'), headers }),
      await call('POST', EVENTS, { body: event('order.place'), headers }),
    ]
    expect(second.json).toEqual(first.json)
    expect(await acme.events('order.place')).toHaveLength(1)
    const other = await call('POST', EVENTS, { body: event('order.cancel'), headers })
    expect(other).toMatchObject({ status: 409, json: { code: 'idempotency_mismatch' } })
    expect(await acme.events('order.cancel')).toEqual([])
  })

  it.each([
    ['no JSON', '{"action": ', /valid JSON/],
    ['a duplicate member', '{"action":"a.b","action":"a.c"}', /twice/],
    ['a member that is not known', JSON.stringify({ ...event(), tenantId: newId() }), /not a member that is known/],
    ['a wrong type', JSON.stringify({ ...event(), targets: 'x' }), /\/targets/],
    [
      'too many targets',
      JSON.stringify({ ...event(), targets: Array.from({ length: 33 }, () => ({ type: 'a', id: 'b' })) }),
      /\/targets/,
    ],
    ['an action without a verb', JSON.stringify({ ...event(), action: 'Invoice' }), /noun\.verb/],
    ['an actor without an id', JSON.stringify({ ...event(), actor: { type: 'user' } }), /\/actor\/id/],
    ['a number that changes', '{"metadata":{"n":9007199254740993}}', /\/metadata\/n/],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /UTF-8/],
  ])('refuses %s with 400 and the place, and stores nothing but that it was refused', async (_what, raw, words) => {
    const before = (await acme.events()).length
    const answer = await call('POST', EVENTS, { raw })
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', detail: expect.stringMatching(words) } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const [recorded, ...more] = (await acme.events()).slice(before)
    expect(recorded).toMatchObject({
      action: 'request.reject',
      actor: { type: 'service' },
      metadata: { operation: 'POST /api/v1/audit/events', code: 'invalid_input' },
    })
    expect(more).toEqual([])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'refuses the content type %s with 415',
    async (type) => {
      const answer = await call('POST', EVENTS, { raw: JSON.stringify(event()), headers: { 'content-type': type } })
      expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } })
    },
  )

  it('refuses an oversized body with 413', async () => {
    const answer = await call('POST', EVENTS, {
      raw: JSON.stringify({ ...event(), metadata: { a: 'x'.repeat(1_100_000) } }),
    })
    expect(answer).toMatchObject({ status: 413, json: { code: 'payload_too_large' } })
  })
})

describe('a credential', () => {
  it.each([
    ['missing', () => null],
    ['unknown', () => `ghk_${'A'.repeat(43)}`],
    ['of another form', () => 'not-a-key'],
    // No house is made here, so there is no key that could have signed it.
    ['in the form of a token', () => `${Buffer.from('{"alg":"RS256","kid":"k"}').toString('base64url')}.e30.c2ln`],
  ])('%s gets 401 in one form that names the scheme', async (_what, key) => {
    const answer = await call('GET', '/api/v1/members', { key: key() })
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /)
  })

  it('that was revoked gets 401 at its next request', async () => {
    const { key, id } = await makeKey(['member:read'])
    expect((await call('GET', '/api/v1/members', { key })).status).toBe(200)
    await revokeApiKey(authorize(admin, 'api-key:manage'), { id })
    expect((await call('GET', '/api/v1/members', { key })).status).toBe(401)
  })

  it.each([
    ['audit:write', 'POST', EVENTS],
    ['audit:read', 'GET', EVENTS],
    ['member:read', 'GET', '/api/v1/members'],
    ['group:read', 'GET', '/api/v1/groups'],
  ] as const)(
    'without %s gets 403 on %s %s with its name, recorded; with it is answered',
    async (permission, method, path) => {
      const others = (['audit:write', 'audit:read', 'member:read', 'group:read'] as const).filter(
        (other) => other !== permission,
      )
      const [without, allowed] = [await makeKey([...others]), await makeKey([permission])]
      const body = method === 'POST' ? event(`denied.${permission.replace(':', '_')}`) : undefined
      const denied = await call(method, path, { key: without.key, body })
      expect(denied).toMatchObject({ status: 403, json: { code: 'forbidden', permission } })
      const recorded = (await acme.events('access.deny')).filter((entry) => entry.actor.id === without.id)
      expect(recorded).toMatchObject([{ metadata: { permission }, outcome: { result: 'denied' } }])
      expect((await call(method, path, { key: allowed.key, body })).status).toBe(method === 'POST' ? 201 : 200)
    },
  )
})

describe('what is not there', () => {
  it('is 404 in one form, whether foreign, missing or no id at all', async () => {
    const stranger = await globex.person()
    const answers = await Promise.all(
      [stranger.id, newId(), 'nonsense'].map((id) => call('GET', `/api/v1/members/${id}`)),
    )
    const bodies = answers.map(({ status, text, json }) => ({
      status,
      text: text.replaceAll(String(json['requestId']), ''),
    }))
    expect(bodies[0]).toMatchObject({ status: 404, text: expect.stringContaining('not_found') })
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
    expect((await call('GET', `/api/v1/members/${admin.id}`)).status).toBe(200)
  })

  it('never shows another tenant in a list', async () => {
    const stranger = await globex.person({ name: 'Stranger' })
    const { json } = await call('GET', '/api/v1/members?limit=100')
    expect(JSON.stringify(json)).toContain(admin.id)
    expect(JSON.stringify(json)).not.toContain(stranger.id)
  })

  it('as an address gets 404, and a method that an address lacks 405 with Allow', async () => {
    expect(await call('GET', '/api/v1/nothing')).toMatchObject({ status: 404, json: { code: 'not_found' } })
    const answer = await call('DELETE', EVENTS)
    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } })
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
    const scim = await call('PUT', '/scim/v2/Users')
    expect(scim).toMatchObject({ status: 405, json: { status: '405' } })
    expect(scim.headers.get('content-type')).toBe('application/scim+json')
  })
})

describe('a list', () => {
  it.each(['limit=101', 'limit=0', 'limit=ten', 'cursor=bogus', 'unknown=1', 'limit=1&limit=2', 'outcome=maybe'])(
    'refuses ?%s with 400',
    async (query) => {
      expect(await call('GET', `${EVENTS}?${query}`)).toMatchObject({ status: 400, json: { code: 'invalid_input' } })
    },
  )

  it('is walked by its cursor', async () => {
    const first = await call('GET', `${EVENTS}?limit=2`)
    const second = await call('GET', `${EVENTS}?limit=2&cursor=${first.json['nextCursor']}`)
    const seqs = [first, second].flatMap(({ json }) => (json['items'] as { seq: number }[]).map((item) => item.seq))
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a))
    expect(new Set(seqs).size).toBe(4)
  })
})

describe('the operator’s addresses', () => {
  it('/ready is 200 where every role answers and all migrations are applied', async () => {
    const answer = await call('GET', '/ready', { key: null })
    expect(answer).toMatchObject({
      status: 200,
      json: { status: 'ok', database: { app: 'ok', system: 'ok', door: 'ok', migrations: 'ok' } },
    })
  })

  it('/metrics counts by route pattern and never by address, from this machine only', async () => {
    await call('GET', `/api/v1/members/${newId()}?cursor=secret`)
    const { text, status } = await call('GET', '/metrics', { key: null })
    expect(status).toBe(200)
    expect(text).toMatch(
      /gatehouse_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/members\/:id",status="404"\} [1-9]/,
    )
    expect(text).toMatch(/gatehouse_database_connections\{pool="app",state="idle"\}/)
    expect(text).not.toContain('secret')
    expect((await call('GET', '/metrics', { key: null, headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(401)
  })

  it('/ready is 503 from the moment the process drains, and /health still 200', async () => {
    startDraining()
    const answer = await call('GET', '/ready', { key: null })
    expect(answer).toMatchObject({ status: 503, json: { status: 'draining' } })
    expect((await call('GET', '/health', { key: null })).status).toBe(200)
  })
})
