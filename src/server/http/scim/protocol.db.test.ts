import { beforeAll, describe, expect, it } from 'vitest'
import { countQueries } from '#testing/count-queries.ts'
import { ENTERPRISE, GROUP, makeScimClient, PATCH_OP, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const stored = () => storedRows('SELECT to_jsonb(u) AS row FROM users u WHERE tenant_id = $1 ORDER BY id', [tenant.id])

describe('PUT', () => {
  it('clears what it leaves out, but never what a client cannot write', async () => {
    const { id } = await client.user('put@acme.example', {
      title: 'Old',
      nickName: 'O',
      externalId: 'e',
      [ENTERPRISE]: { department: 'D' },
    })
    const group = await client.group('Put', [id])
    const { body } = await client.put(`/Users/${id}`, {
      schemas: [USER],
      userName: 'put@acme.example',
      title: 'New',
      groups: [],
      id: 'x',
    })
    for (const gone of ['nickName', 'externalId', ENTERPRISE, 'emails']) expect(body).not.toHaveProperty([gone])
    expect(body).toMatchObject({ id, title: 'New', groups: [{ value: group.id }], meta: { version: 'W/"2"' } })
  })

  it('that leaves out active neither lets a leaver back in nor locks anybody out', async () => {
    const { id } = await client.user('silent@acme.example', { active: false })
    expect(
      (await client.put(`/Users/${id}`, { schemas: [USER], userName: 'silent@acme.example', title: 'T' })).body.active,
    ).toBe(false)
    expect((await client.patch(`/Users/${id}`, { op: 'remove', path: 'active' })).body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
    })
  })

  it('of a group sets exactly its members', async () => {
    const [a, b] = await Promise.all([client.user('pg-a@acme.example'), client.user('pg-b@acme.example')])
    const { id } = await client.group('Exactly', [a.id])
    const { body } = await client.put(`/Groups/${id}`, {
      schemas: [GROUP],
      displayName: 'Exactly',
      members: [{ value: b.id }],
    })
    expect(body.members).toMatchObject([{ value: b.id, type: 'User', display: 'pg-b@acme.example' }])
    expect((await client.put(`/Groups/${id}`, { schemas: [GROUP], displayName: 'Exactly' })).body.members).toEqual([])
  })

  it('to a userName or displayName that is taken is 409 uniqueness', async () => {
    const { id } = await client.user('mine@acme.example')
    await client.user('taken@acme.example')
    expect((await client.put(`/Users/${id}`, { schemas: [USER], userName: 'TAKEN@acme.example' })).body).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
    })
    const group = await client.group('Mine')
    await client.group('Taken')
    expect(
      (await client.patch(`/Groups/${group.id}`, { op: 'replace', path: 'displayName', value: 'taken' })).body,
    ).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
    })
    expect((await client.post('/Groups', { schemas: [GROUP], displayName: 'TAKEN' })).status).toBe(409)
  })
})

describe('e-mail addresses', () => {
  it('need not be unique, and a person has at most one primary: the newest wins', async () => {
    const emails = [{ value: 'shared@acme.example', type: 'work', primary: true }]
    const [one, two] = [
      await client.user('mail-1@acme.example', { emails }),
      await client.user('mail-2@acme.example', { emails }),
    ]
    expect((await client.find('Users', 'emails.value eq "SHARED@acme.example"')).body.totalResults).toBe(2)
    const added = { value: 'new@acme.example', type: 'home', primary: true }
    const { body } = await client.patch(`/Users/${one.id}`, { op: 'add', path: 'emails', value: [added] })
    expect(body.emails).toEqual([{ ...emails[0], primary: false }, added])
    expect((await client.get(`/Users/${two.id}`)).body.emails).toEqual(emails)
  })
})

describe('entity tags', () => {
  it('If-Match holds a change to the version that was read: 412, and nothing changes', async () => {
    const { id } = await client.user('etag@acme.example')
    const change = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'T' }] }
    const stale = await client.send('PATCH', `/Users/${id}`, change, { 'If-Match': 'W/"7"' })
    expect({ status: stale.status, inBody: stale.body.status }).toEqual({ status: 412, inBody: '412' })
    expect((await client.get(`/Users/${id}`)).body).not.toHaveProperty('title')
    const fresh = await client.send('PATCH', `/Users/${id}`, change, { 'If-Match': 'W/"1"' })
    expect({ status: fresh.status, etag: fresh.headers.get('etag') }).toEqual({ status: 200, etag: 'W/"2"' })
    expect((await client.put(`/Users/${id}`, { schemas: [USER], userName: 'x' }, { 'If-Match': 'W/"1"' })).status).toBe(
      412,
    )
    expect((await client.delete(`/Users/${id}`, { 'If-Match': 'W/"1"' })).status).toBe(412)
    expect((await client.delete(`/Users/${id}`, { 'If-Match': 'W/"2"' })).status).toBe(204)
  })

  it('If-None-Match spares what the client has: 304 without a body', async () => {
    const { id, meta } = await client.group('Cached')
    expect(await client.get(`/Groups/${id}`, { 'If-None-Match': meta.version })).toMatchObject({
      status: 304,
      body: null,
    })
    expect((await client.get(`/Groups/${id}`, { 'If-None-Match': 'W/"0"' })).status).toBe(200)
    const user = await client.user('cached@acme.example')
    expect((await client.get(`/Users/${user.id}`, { 'If-None-Match': '*' })).status).toBe(304)
  })
})

describe('what is shown', () => {
  it('attributes and excludedAttributes are kept to in every answer', async () => {
    const { id } = await client.user('shown@acme.example', { title: 'T', name: { givenName: 'G', familyName: 'F' } })
    expect((await client.get(`/Users/${id}?attributes=userName,name.givenName`)).body).toEqual({
      schemas: [USER],
      id,
      userName: 'shown@acme.example',
      name: { givenName: 'G' },
    })
    const { body: list } = await client.find('Users', `id eq "${id}"`, '&excludedAttributes=meta,groups,name,active')
    expect(list.Resources).toEqual([{ schemas: [USER], id, userName: 'shown@acme.example', title: 'T' }])
    const patched = await client.patch(`/Users/${id}?attributes=title`, { op: 'replace', path: 'title', value: 'U' })
    expect(patched.body).toEqual({ schemas: [USER], id, title: 'U' })
  })

  it('a PATCH whose attributes ask for nothing is 204; one of a group that asks for something is 200', async () => {
    const { id } = await client.user('silence@acme.example')
    expect(await client.patch(`/Users/${id}?attributes=`, { op: 'replace', path: 'title', value: 'T' })).toMatchObject({
      status: 204,
      body: null,
    })
    const group = await client.group('Asked')
    const { status, body } = await client.patch(`/Groups/${group.id}?attributes=members`, {
      op: 'add',
      path: 'members',
      value: [{ value: id }],
    })
    expect({ status, members: body.members }).toMatchObject({ status: 200, members: [{ value: id }] })
  })
})

describe('lists', () => {
  it('hold at most 200, however many are asked for, and say so in ServiceProviderConfig', async () => {
    const many = await makeScimClient(tenant)
    await storedRows(
      `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name)
       SELECT $1, gen_random_uuid(), $2, 'many-' || n, 'Many ' || n FROM generate_series(1, 230) n`,
      [tenant.id, many.directoryId],
    )
    const { body } = await many.get('/Users?count=1000000')
    expect(body).toMatchObject({ totalResults: 230, itemsPerPage: 200, startIndex: 1 })
    expect(body.Resources).toHaveLength(200)
    expect((await many.get('/Users?startIndex=201&count=1000000')).body).toMatchObject({
      totalResults: 230,
      itemsPerPage: 30,
    })
    expect((await many.get('/Users?startIndex=999')).body).toMatchObject({
      totalResults: 230,
      itemsPerPage: 0,
      Resources: [],
    })
    expect((await many.get('/Users?count=0')).body).toMatchObject({ totalResults: 230, itemsPerPage: 0, Resources: [] })
    expect((await many.get('/ServiceProviderConfig')).body.filter).toEqual({ supported: true, maxResults: 200 })
  })

  it('take as many queries for 40 as for 2', async () => {
    const few = await makeScimClient(tenant)
    const people = []
    for (let n = 0; n < 2; n += 1) people.push(await few.user(`few-${n}@acme.example`))
    await few.group(
      'Few 0',
      people.map((person) => person.id),
    )
    const queries = () =>
      countQueries(async () => [await few.get('/Users?count=50'), await few.get('/Groups?count=50')])
    const before = await queries()
    for (let n = 2; n < 40; n += 1) people.push(await few.user(`few-${n}@acme.example`))
    for (let n = 1; n < 20; n += 1)
      await few.group(
        `Few ${n}`,
        people.map((person) => person.id),
      )
    expect(await queries()).toBe(before)
    const { body } = await few.get('/Groups?count=50')
    expect(body.Resources[19].members).toHaveLength(40)
  })

  it.each(['startIndex=one', 'count=1.5', 'count=', 'startIndex=99999999999999999999'])('refuse ?%s', async (query) => {
    expect((await client.get(`/Users?${query}`)).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
  })
})

describe('bad input stores nothing but an event', () => {
  const malformed: [string, string, unknown, Record<string, string>, number, string | undefined][] = [
    ['no JSON', '/Users', '{"schemas":', {}, 400, 'invalidSyntax'],
    ['an empty body', '/Users', '', {}, 400, 'invalidSyntax'],
    ['a list', '/Users', [], {}, 400, 'invalidSyntax'],
    ['no schemas', '/Users', { userName: 'x' }, {}, 400, 'invalidValue'],
    ['no userName', '/Users', { schemas: [USER] }, {}, 400, 'invalidValue'],
    ['a wrong type', '/Users', { schemas: [USER], userName: 'x', active: 'perhaps' }, {}, 400, 'invalidValue'],
    ['a NUL character', '/Users', { schemas: [USER], userName: 'a\0b' }, {}, 400, 'invalidValue'],
    [
      'an unknown member',
      '/Groups',
      { schemas: [GROUP], displayName: 'U', members: [{ value: 'x' }] },
      {},
      400,
      'invalidValue',
    ],
    ['a long displayName', '/Groups', { schemas: [GROUP], displayName: 'x'.repeat(600) }, {}, 400, 'invalidValue'],
    ['plain text', '/Users', 'x', { 'Content-Type': 'text/plain' }, 415, undefined],
    ['too large a body', '/Users', `"${'x'.repeat(1024 * 1024)}"`, {}, 413, undefined],
  ]
  it.each(malformed)('%s', async (_, path, body, headers, status, scimType) => {
    const [rows, log] = [await stored(), await tenant.events()]
    const reply = await client.send('POST', path, body, headers)
    expect({ status: reply.status, scimType: reply.body.scimType }).toEqual({ status, scimType })
    expect(reply.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
    })
    expect(reply.body.detail.length).toBeGreaterThan(10)
    expect(await stored()).toEqual(rows)
    const added = (await tenant.events()).slice(log.length)
    expect(added).toMatchObject([
      {
        action: path === '/Users' ? 'user.scim.reject' : 'group.scim.reject',
        outcome: { result: 'failure' },
        metadata: { operation: 'create' },
      },
    ])
  })

  it('application/json is accepted, with a charset too', async () => {
    const { status, headers } = await client.send(
      'POST',
      '/Users',
      { schemas: [USER], userName: 'json@acme.example' },
      {
        'Content-Type': 'application/json; charset=utf-8',
      },
    )
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 201, type: 'application/scim+json' })
  })

  it('a method that is not there is 405 and names those that are', async () => {
    const { status, headers } = await client.send('POST', '/Schemas', {})
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET, HEAD' })
  })

  it('values that only look like JavaScript or SQL are values', async () => {
    const nasty = `'; DROP TABLE users; -- "\\ %_ \${x} __proto__ 𝒳é`
    const { id } = await client.user('nasty@acme.example', { displayName: nasty })
    for (const operator of ['eq', 'co', 'sw', 'ew']) {
      const { body } = await client.find('Users', `displayName ${operator} ${JSON.stringify(nasty)}`)
      expect(body.Resources).toMatchObject([{ id, displayName: nasty }])
    }
    expect((await client.find('Users', 'displayName co "100%"')).body.totalResults).toBe(0)
  })
})

describe('descriptions', () => {
  it('a schema is read by its id, escaped or not; an unknown one is 404', async () => {
    expect((await client.get(`/Schemas/${USER}`)).body).toMatchObject({ id: USER, meta: { resourceType: 'Schema' } })
    expect((await client.get(`/Schemas/${encodeURIComponent(ENTERPRISE)}`)).body.id).toBe(ENTERPRISE)
    expect((await client.get('/Schemas/urn:nothing')).status).toBe(404)
    expect((await client.get('/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users', schema: USER })
    expect((await client.get('/Schemas?filter=id%20eq%20%22x%22')).status).toBe(403)
  })
})
