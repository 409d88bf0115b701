import { beforeAll, describe, expect, it } from 'vitest'
import { ENTERPRISE, GROUP, makeScimClient, PATCH_OP, ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

let tenant: TestTenant
let client: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const bulk = (Operations: unknown[], more: object = {}) =>
  client.post('/Bulk', { schemas: [BULK], Operations, ...more })
const makeUser = (bulkId: string, userName: string, data: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USER], userName, ...data },
})
const makeGroup = (bulkId: string, displayName: string, ...members: string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) },
})
const statuses = (body: { Operations: { status: string }[] }) => body.Operations.map(({ status }) => status)
const idOf = (operation: { location: string }) => operation.location.split('/').at(-1)
const usersNamed = (name: string) =>
  storedRows('SELECT id FROM users WHERE tenant_id = $1 AND user_name = $2', [tenant.id, name])

describe('POST /Bulk', () => {
  it('carries out each operation as a request of its own, with its own event, and says what became of it', async () => {
    const { id } = await client.user('old@bulk.example')
    const before = (await tenant.events()).length
    const { status, headers, body } = await bulk([
      makeUser('new', 'new@bulk.example'),
      {
        method: 'patch',
        path: `/Users/${id}`,
        version: 'W/"1"',
        data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'T' }] },
      },
      { method: 'PUT', path: `/Users/${id}`, data: { schemas: [USER], userName: 'old@bulk.example', title: 'U' } },
      { method: 'DELETE', path: `/Users/${id}`, bulkId: 'd' },
    ])
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'application/scim+json' })
    const [made] = body.Operations
    const location = expect.stringContaining(`/scim/v2/Users/${id}`)
    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
      Operations: [
        { method: 'POST', bulkId: 'new', location: made.location, version: 'W/"1"', status: '201' },
        { method: 'PATCH', location, version: 'W/"2"', status: '200' },
        { method: 'PUT', location, version: 'W/"3"', status: '200' },
        { method: 'DELETE', bulkId: 'd', location, status: '204' },
      ],
    })
    expect((await client.get(`/Users/${idOf(made)}`)).body.userName).toBe('new@bulk.example')
    const events = (await tenant.events()).slice(before).map((event) => event.action)
    expect(events).toEqual(['user.create', 'user.update', 'user.update', 'user.delete'])
  })

  it('resolves bulkIds backwards, forwards, within members, in paths and for a manager', async () => {
    const { body } = await bulk([
      makeGroup('team', 'Bulk team', 'bulkId:ada', 'bulkId:inner'),
      makeUser('ada', 'ada@bulk.example', { [ENTERPRISE]: { manager: { value: 'bulkId:boss' } } }),
      makeGroup('inner', 'Bulk inner', 'bulkId:boss'),
      makeUser('boss', 'boss@bulk.example', { title: 'bulkId:nobody' }),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:inner',
        data: { schemas: [PATCH_OP], Operations: [{ op: 'remove', path: 'members[value eq "bulkId:boss"]' }] },
      },
    ])
    expect(statuses(body)).toEqual(['201', '201', '201', '201', '204'])
    const [team, ada, inner, boss] = body.Operations.map(idOf)
    const members = (await client.get(`/Groups/${team}`)).body.members
    expect(members.map(({ value, type }: { value: string; type: string }) => [value, type])).toEqual([
      [ada, 'User'],
      [inner, 'Group'],
    ])
    expect((await client.get(`/Users/${ada}`)).body[ENTERPRISE].manager.value).toBe(boss)
    expect((await client.get(`/Users/${boss}`)).body.title).toBe('bulkId:nobody')
    expect((await client.get(`/Groups/${inner}`)).body.members).toEqual([])
  })

  it('answers references that run in a circle by 409, unknown ones by 400, and makes none of them', async () => {
    const { body } = await bulk([
      makeGroup('one', 'Circle one', 'bulkId:two'),
      makeGroup('two', 'Circle two', 'bulkId:one'),
      makeGroup('self', 'Circle self', 'bulkId:self'),
      makeGroup('lost', 'Lost', 'bulkId:nowhere'),
      makeUser('fine', 'fine@bulk.example'),
    ])
    expect(statuses(body)).toEqual(['409', '409', '409', '400', '201'])
    expect(body.Operations[3].response).toMatchObject({ status: '400', scimType: 'invalidValue' })
    expect(body.Operations[0]).not.toHaveProperty('location')
    const made = await storedRows(`SELECT 1 FROM groups WHERE tenant_id = $1 AND display_name ~ '^(Circle|Lost)'`, [
      tenant.id,
    ])
    expect(made).toEqual([])
  })

  it('goes on behind an error, and stops after as many as failOnErrors says', async () => {
    const operations = [
      makeUser('a', 'stop-a@bulk.example'),
      makeUser('b', 'STOP-A@bulk.example'),
      makeUser('c', 'stop-c@bulk.example', { active: 'perhaps' }),
      makeUser('d', 'stop-d@bulk.example'),
    ]
    const stopped = await bulk(operations, { failOnErrors: 1 })
    expect(statuses(stopped.body)).toEqual(['201', '409'])
    expect(stopped.body.Operations[1].response).toMatchObject({ status: '409', scimType: 'uniqueness' })
    expect(await usersNamed('stop-d@bulk.example')).toEqual([])
    expect(statuses((await bulk(operations)).body)).toEqual(['409', '409', '400', '201'])
    expect(await usersNamed('stop-d@bulk.example')).toHaveLength(1)
  })

  it('fails the one operation that cannot be read: no bulkId, a wrong path, a version that is gone, somebody unknown', async () => {
    const { id } = await client.user('kept@bulk.example')
    const { body } = await bulk([
      { method: 'POST', path: '/Users', data: { schemas: [USER], userName: 'no-id@bulk.example' } },
      { method: 'DELETE', path: '/Schemas/x' },
      { method: 'DELETE', path: `/Users/${id}`, version: 'W/"7"' },
      { method: 'DELETE', path: '/Users/0197a000-0000-7000-8000-00000000dead' },
      { method: 'PUT', path: `/Users/${id}` },
    ])
    expect(statuses(body)).toEqual(['400', '400', '412', '404', '400'])
    expect(body.Operations[2].location).toContain(id)
    expect((await client.get(`/Users/${id}`)).status).toBe(200)
  })

  it.each([
    ['no schemas', { schemas: undefined, Operations: [] }, 400],
    ['another message', { schemas: [PATCH_OP], Operations: [] }, 400],
    ['no list', { Operations: {} }, 400],
    ['an operation that is none', { Operations: [1] }, 400],
    ['GET', { Operations: [{ method: 'GET', path: '/Users/x' }] }, 400],
    ['failOnErrors 1.5', { failOnErrors: 1.5, Operations: [] }, 400],
    ['failOnErrors 0', { failOnErrors: 0, Operations: [] }, 400],
    ['one bulkId twice', { Operations: [makeUser('x', 'x1@b.example'), makeUser('x', 'x2@b.example')] }, 400],
    ['too many operations', { Operations: Array(1001).fill({ method: 'DELETE', path: '/Users/x' }) }, 413],
  ])('refuses the whole for %s, and nothing is made', async (_, more, status) => {
    const count = () => storedRows('SELECT count(*) FROM users WHERE tenant_id = $1', [tenant.id])
    const before = await count()
    const reply = await client.post('/Bulk', { schemas: [BULK], ...more })
    expect({ status: reply.status, said: reply.body.status }).toEqual({ status, said: String(status) })
    if (status === 413) expect(reply.body.detail).toContain('1000')
    expect(await count()).toEqual(before)
  })

  it('is 413 beyond maxPayloadSize and 401 without a token; its limits stand in ServiceProviderConfig', async () => {
    const large = await client.post('/Bulk', { schemas: [BULK], Operations: [], x: 'x'.repeat(1024 * 1024) })
    expect(large.status).toBe(413)
    expect(large.body.detail).toContain('1048576')
    const stranger = new ScimClient(client.directoryId, 'ghs_nothing')
    expect((await stranger.post('/Bulk', { schemas: [BULK], Operations: [] })).status).toBe(401)
    expect((await client.get('/ServiceProviderConfig')).body.bulk).toEqual({
      supported: true,
      maxOperations: 1000,
      maxPayloadSize: 1048576,
    })
  })
})
