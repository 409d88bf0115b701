import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { env } from '#server/platform/env.ts'
import { GROUP, makeScimClient, PATCH_OP, ScimClient, USER } from '#testing/scim-client.ts'
import { testDatabase } from '#testing/test-database.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { limitRequests } from './limit-requests.ts'

let tenant: TestTenant
let client: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
const titleTo = (value: string) => ({ schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value }] })

describe('/Me', () => {
  it('is 501 for every method, because a directory is no person; without a token it is 401', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await client.send(method, '/Me', method === 'GET' ? undefined : {})
      expect(reply).toMatchObject({
        status: 501,
        body: { status: '501', detail: expect.stringContaining('directory') },
      })
      expect((await client.send(method, '/Me', undefined, { Authorization: '' })).status).toBe(401)
    }
  })
})

describe('methods', () => {
  it('HEAD answers as GET does, without a body; OPTIONS names what there is', async () => {
    const { id } = await client.user('head@edge.example')
    const head = await client.send('HEAD', `/Users/${id}`)
    expect({ status: head.status, etag: head.headers.get('etag'), body: head.body }).toEqual({
      status: 200,
      etag: 'W/"1"',
      body: null,
    })
    expect((await client.send('HEAD', '/Users/none')).status).toBe(404)
    const allowed = async (path: string) => {
      const { status, headers } = await client.send('OPTIONS', path)
      return [status, headers.get('allow')]
    }
    expect(await allowed('/Users')).toEqual([204, 'GET, HEAD, POST'])
    expect(await allowed(`/Groups/${id}`)).toEqual([204, 'GET, HEAD, PUT, PATCH, DELETE'])
    expect((await allowed('/Nothing'))[0]).toBe(404)
    expect((await client.send('DELETE', '/Users')).headers.get('allow')).toBe('GET, HEAD, POST')
  })

  it('every route answers under the address of its own directory, and none under another', async () => {
    const own = new ScimClient(client.directoryId, client.token, `/scim/v2/${client.directoryId}`)
    const other = new ScimClient(client.directoryId, client.token, `/scim/v2/${await tenant.directory()}`)
    const routes: [string, string, unknown?][] = [
      ['GET', '/Users'],
      ['GET', '/Groups?count=0'],
      ['GET', '/Schemas'],
      ['GET', '/ResourceTypes'],
      ['GET', '/ServiceProviderConfig'],
      ['POST', '/.search', { schemas: [SEARCH] }],
      ['POST', '/Users/.search', { schemas: [SEARCH] }],
      ['POST', '/Groups/.search', { schemas: [SEARCH] }],
      ['POST', '/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [] }],
    ]
    for (const [method, path, body] of routes) {
      expect((await own.send(method, path, body)).status, path).toBe(200)
      expect((await other.send(method, path, body)).status, path).toBe(404)
    }
    const made = await own.user('prefixed@edge.example')
    expect(made.meta.location).toContain(`/scim/v2/${client.directoryId}/Users/${made.id}`)
  })
})

describe('preconditions', () => {
  it('take a weak tag and a strong one, several, and the star', async () => {
    const { id } = await client.user('tags@edge.example')
    let version = 1
    for (const tag of [() => `W/"${version}"`, () => `"${version}"`, () => `"x", W/"${version}"`, () => '*']) {
      const { status } = await client.send('PATCH', `/Users/${id}`, titleTo(`t${version}`), { 'If-Match': tag() })
      expect(status).toBe(200)
      version += 1
    }
    for (const tag of ['W/"1"', '"1"', '5', 'W/5', '""']) {
      const { status, body } = await client.send('PATCH', `/Users/${id}`, titleTo('no'), { 'If-Match': tag })
      expect({ status, inBody: body.status }).toEqual({ status: 412, inBody: '412' })
    }
    expect((await client.get(`/Users/${id}`, { 'If-Match': '"1"' })).status).toBe(412)
    expect((await client.get(`/Users/${id}`, { 'If-None-Match': '"5"' })).status).toBe(304)
    expect((await client.get(`/Users/${id}`)).body.title).toBe('t4')
  })

  it('If-None-Match: * lets make what is not there, and changes nothing that is', async () => {
    const body = { schemas: [USER], userName: 'fresh@edge.example' }
    const made = await client.send('POST', '/Users', body, { 'If-None-Match': '*' })
    expect(made.status).toBe(201)
    expect((await client.send('POST', '/Users', body, { 'If-None-Match': '*' })).status).toBe(409)
    for (const [method, sent] of [
      ['PUT', { ...body, title: 'x' }],
      ['PATCH', titleTo('x')],
      ['DELETE', undefined],
    ] as const) {
      expect((await client.send(method, `/Users/${made.body.id}`, sent, { 'If-None-Match': '*' })).status).toBe(412)
    }
    const group = await client.group('Starred')
    const sent = { schemas: [GROUP], displayName: 'Other' }
    expect((await client.put(`/Groups/${group.id}`, sent, { 'If-None-Match': 'W/"1"' })).status).toBe(412)
    expect((await client.get(`/Groups/${group.id}`)).body.displayName).toBe('Starred')
    expect((await client.put(`/Groups/${group.id}`, sent, { 'If-None-Match': 'W/"2"' })).status).toBe(200)
  })
})

describe('what is shown', () => {
  it('is kept to by the answers of POST and PUT, and a parameter that cannot be read stops the change', async () => {
    const body = { schemas: [USER], userName: 'brief@edge.example', title: 'T' }
    const made = await client.post('/Users?attributes=title', body)
    expect(made.body).toEqual({ schemas: [USER], id: made.body.id, title: 'T' })
    const put = await client.put(`/Users/${made.body.id}?excludedAttributes=meta,groups,active,userName`, body)
    expect(put.body).toEqual({ schemas: [USER], id: made.body.id, title: 'T' })
    const group = await client.post('/Groups?excludedAttributes=members,meta', {
      schemas: [GROUP],
      displayName: 'Brief',
    })
    expect(group.body).toEqual({ schemas: [GROUP], id: group.body.id, displayName: 'Brief' })
    expect((await client.post('/Users?attributes=%00', { ...body, userName: 'unmade@edge.example' })).status).toBe(400)
    expect((await client.find('Users', 'userName eq "unmade@edge.example"')).body.totalResults).toBe(0)
  })
})

describe('a body', () => {
  const deep = (levels: number) =>
    `{"schemas":["${USER}"],"userName":"deep","x":${'['.repeat(levels)}${']'.repeat(levels)}}`

  it.each([
    ['a member twice', `{"schemas":["${USER}"],"userName":"twice","userName":"other"}`, 'userName'],
    [
      'a member twice, one escaped',
      `{"schemas":["${USER}"],"title":"a","t\\u0069tle":"b","userName":"twice"}`,
      'title',
    ],
    [
      'a member twice inside',
      `{"schemas":["${USER}"],"userName":"twice","name":{"givenName":"a", "givenName":"b"}}`,
      'givenName',
    ],
    [
      'a member twice, written differently',
      `{"schemas":["${USER}"],"userName":"twice","name":{"givenName":"a","GivenName":"b"}}`,
      'givenName',
    ],
    ['a hundred levels', deep(100), '64'],
    ['a hundred thousand levels', deep(100_000), '64'],
    ['more than one value', '{} {}', 'JSON'],
    ['a comment', '{"schemas":[] /* no */}', 'JSON'],
    ['NaN', '{"schemas":[], "x":NaN}', 'JSON'],
  ])('with %s is 400 invalidSyntax that says where', async (_, body, said) => {
    const reply = await client.post('/Users', body)
    expect(reply.body).toMatchObject({
      status: '400',
      scimType: 'invalidSyntax',
      detail: expect.stringContaining(said),
    })
    expect((await client.find('Users', 'userName eq "twice" or userName eq "deep"')).body.totalResults).toBe(0)
  })

  it('may repeat a text, nest some levels and hold quotes and backslashes', async () => {
    const title = 'a "quoted\\\\" \\" {x}: "title":'
    const { status, body } = await client.post('/Users', {
      schemas: [USER],
      userName: 'fine@edge.example',
      title,
      x: [[{ title }, { title }]],
    })
    expect({ status, title: body.title }).toEqual({ status: 201, title })
  })

  it.each([null, 1, 'text', [], [{}], true].map((value) => JSON.stringify(value)))(
    'of %s is no object: 400 for every message',
    async (body) => {
      for (const [method, path] of [
        ['POST', '/Users'],
        ['POST', '/Groups'],
        ['POST', '/.search'],
        ['POST', '/Bulk'],
        ['PUT', '/Users/x'],
        ['PATCH', '/Groups/x'],
      ] as const) {
        const reply = await client.send(method, path, body)
        expect(reply.body).toMatchObject({ status: '400', scimType: 'invalidSyntax' })
      }
    },
  )
})

describe('names that two take at the same moment', () => {
  it('are 409 uniqueness, swapped ones too, and never a fault', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [a, b] = [await client.user(`swap-a${round}`), await client.user(`swap-b${round}`)]
      const rename = (id: string, value: string) =>
        client.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value })
      const replies = await Promise.all([rename(a.id, b.userName), rename(b.id, a.userName)])
      for (const { status, body } of replies) {
        expect({ status, scimType: body.scimType }).toEqual({ status: 409, scimType: 'uniqueness' })
      }
    }
    const [a, b] = [await client.group('Swap A'), await client.group('Swap B')]
    const rename = (id: string, value: string) =>
      client.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value })
    const replies = await Promise.all([rename(a.id, 'Swap B'), rename(b.id, 'swap a')])
    expect(replies.map(({ status }) => status)).toEqual([409, 409])
    expect((await rename(a.id, 'Swap C')).status).toBe(204)
  })
})

describe('a name whose holder is just letting it go', () => {
  it('is 409 uniqueness where both wait for each other, and the other goes on', async () => {
    const [a, b] = [await client.user('knot-a'), await client.user('knot-b')]
    const other = new pg.Client({ connectionString: testDatabase().urls.superuser })
    await other.connect()
    try {
      await other.query('BEGIN')
      await other.query(`UPDATE users SET user_name = 'knot-c' WHERE id = $1`, [b.id])
      const renamed = client.patch(`/Users/${a.id}`, { op: 'replace', path: 'userName', value: 'knot-b' })
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE users SET%'`
      while ((await storedRows(waiting)).length === 0) await new Promise(setImmediate)
      await other.query(`UPDATE users SET title = 'x' WHERE id = $1`, [a.id])
      expect((await renamed).body).toMatchObject({ status: '409', scimType: 'uniqueness' })
      await other.query('COMMIT')
    } finally {
      await other.end()
    }
    expect((await client.get(`/Users/${a.id}`)).body.userName).toBe('knot-a')
  })
})

describe('too many requests', () => {
  it('of one tenant are 429 with Retry-After, each by itself; another tenant goes on, and what was refused is not done', async () => {
    const busy = await makeTestTenant()
    const provider = await makeScimClient(busy)
    const { directoryId } = provider
    const Operations = Array(1000).fill({ method: 'DELETE', path: '/Nothing' })
    const bulk = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations }
    limitRequests(busy.id, env().SCIM_REQUESTS_PER_SECOND * 20 - 20)
    // A bulk request counts as many as it has operations; one that is begun is finished.
    expect((await provider.post('/Bulk', bulk)).body.Operations).toHaveLength(1000)
    const body = { schemas: [USER], userName: 'late@edge.example' }
    const reply = await provider.post('/Users', body)
    expect(reply).toMatchObject({ status: 429, body: { status: '429' } })
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await storedRows('SELECT 1 FROM users WHERE directory_id = $1', [directoryId])).toEqual([])
    expect((await client.get('/Users?count=0')).status).toBe(200)
  })
})

describe('errors', () => {
  it('all have the form of the RFC', async () => {
    const replies = [
      await client.get('/Users/none'),
      await client.get('/Nothing'),
      await client.send('POST', '/Users/x', {}),
      await client.send('GET', '/Users', undefined, { Authorization: 'Bearer no' }),
      await client.get('/Users?filter=x'),
    ]
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 405, 401, 400])
    for (const { status, headers, body } of replies) {
      expect(headers.get('content-type')).toBe('application/scim+json')
      expect(body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) })
      expect(body.detail.length).toBeGreaterThan(10)
    }
    expect(await storedRows('SELECT 1 FROM users WHERE tenant_id = $1 AND user_name = $2', [tenant.id, 'x'])).toEqual(
      [],
    )
  })
})
