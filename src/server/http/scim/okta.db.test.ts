import { beforeAll, describe, expect, it } from 'vitest'
import { ENTERPRISE, GROUP, makeScimClient, PATCH_OP, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let okta: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  okta = await makeScimClient(tenant)
})

/** As Okta's SCIM 2.0 application writes a new user. */
const created = (userName: string) => ({
  schemas: [USER],
  userName,
  name: { givenName: 'Isaac', familyName: 'Brock' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: 'Isaac Brock',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
})

describe('an integration made in the app wizard, from its connection test to a leaver', () => {
  const userName = 'isaac.brock@acme.example'
  let id = ''
  let person: Record<string, unknown>

  it('tests the connection: GET /Users?startIndex=1&count=2 is a list with integer paging values', async () => {
    const { status, body, headers } = await okta.get('/Users?startIndex=1&count=2')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/scim+json')
    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    })
  })

  it('probes for the userName and gets an empty list', async () => {
    const probe = `/Users?filter=userName%20eq%20%22${encodeURIComponent(userName)}%22&startIndex=1&count=100`
    expect(await okta.get(probe)).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [] } })
  })

  it('creates the user: 201 with id, location and version, and without the password', async () => {
    const { status, body, headers } = await okta.post('/Users', created(userName))
    expect(status).toBe(201)
    id = body.id
    person = body
    expect(headers.get('location')).toBe(`http://127.0.0.1:3000/scim/v2/Users/${id}`)
    expect(headers.get('etag')).toBe('W/"1"')
    const { password: _, ...kept } = created(userName)
    expect(body).toMatchObject({
      ...kept,
      id,
      meta: { resourceType: 'User', location: headers.get('location'), version: 'W/"1"' },
    })
  })

  it('stores the password nowhere', async () => {
    const tables = await storedRows<{ text: string }>(
      `SELECT to_jsonb(u)::text AS text FROM users u WHERE tenant_id = $1
       UNION ALL SELECT to_jsonb(e)::text FROM audit_events e WHERE tenant_id = $1`,
      [tenant.id],
    )
    expect(tables.length).toBeGreaterThan(1)
    for (const { text } of tables) expect(text).not.toContain('1mz050nq')
  })

  it('a second create is 409 with scimType uniqueness, whatever the case of the userName, and stores nothing', async () => {
    const { status, body } = await okta.post('/Users', created(userName.toUpperCase()))
    expect(status).toBe(409)
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '409',
      scimType: 'uniqueness',
    })
    expect(
      await storedRows('SELECT 1 FROM users WHERE tenant_id = $1 AND directory_id = $2', [tenant.id, okta.directoryId]),
    ).toHaveLength(1)
  })

  it('finds the user by userName without regard to case', async () => {
    const { body } = await okta.find('Users', `userName eq "${userName.toUpperCase()}"`, '&startIndex=1&count=100')
    expect(body).toMatchObject({ totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id, userName }] })
  })

  it('updates by PUT: what GET showed, changed and written back, loses nothing', async () => {
    const { body: read } = await okta.get(`/Users/${id}`)
    const { status, body } = await okta.put(`/Users/${id}`, {
      ...read,
      nickName: 'Zac',
      [ENTERPRISE]: { department: 'Sales' },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ ...kept(person), nickName: 'Zac', [ENTERPRISE]: { department: 'Sales' } })
    const { body: again } = await okta.get(`/Users/${id}`)
    expect(again).toEqual(body)
  })

  it('a PUT that changes nothing makes no version and no event', async () => {
    const { body: read } = await okta.get(`/Users/${id}`)
    const before = (await tenant.events()).length
    const { status, body } = await okta.put(`/Users/${id}`, read)
    expect({ status, version: body.meta.version }).toEqual({ status: 200, version: read.meta.version })
    expect(await tenant.events()).toHaveLength(before)
  })

  it('deactivates by PUT with active false, which ends the open session', async () => {
    const session = await tenant.session(id)
    const { body: read } = await okta.get(`/Users/${id}`)
    expect(await okta.put(`/Users/${id}`, { ...read, active: false })).toMatchObject({
      status: 200,
      body: { active: false },
    })
    const [row] = await storedRows('SELECT revoked_at FROM sessions WHERE tenant_id = $1 AND id = $2', [
      tenant.id,
      session,
    ])
    expect(row?.revoked_at).not.toBeNull()
    expect((await tenant.events('user.disable')).at(-1)).toMatchObject({
      actor: { type: 'service', id: okta.directoryId },
      targets: [{ type: 'user', id }],
      metadata: { sessionsEnded: 1 },
    })
  })

  it('a deactivated user stays readable and can be activated again', async () => {
    expect(await okta.get(`/Users/${id}`)).toMatchObject({ status: 200, body: { active: false } })
    const { body: read } = await okta.get(`/Users/${id}`)
    expect(await okta.put(`/Users/${id}`, { ...read, active: true })).toMatchObject({
      status: 200,
      body: { active: true },
    })
    expect(await tenant.events('user.enable')).toHaveLength(1)
  })
})

describe('a catalogue integration', () => {
  it('deactivates by PATCH without a path', async () => {
    const { id } = await okta.user('patched@acme.example')
    const { status, body } = await okta.send('PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', value: { active: false } }],
    })
    expect({ status, active: body.active, id: body.id }).toEqual({ status: 200, active: false, id })
  })
})

describe('what Okta relies on', () => {
  it('an unknown id is 404 with a SCIM error body', async () => {
    for (const id of ['0197a000-0000-7000-8000-00000000dead', 'no-uuid', '1']) {
      const { status, body } = await okta.get(`/Users/${id}`)
      expect({ status, body }).toEqual({
        status: 404,
        body: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: '404',
          detail: 'This directory has no User with that id.',
        },
      })
    }
  })

  it('a bad token is 401 with a SCIM error body', async () => {
    const { status, body, headers } = await okta.get('/Users', { Authorization: 'Bearer wrong' })
    expect({ status, scim: body.schemas[0], inBody: body.status }).toEqual({
      status: 401,
      scim: 'urn:ietf:params:scim:api:messages:2.0:Error',
      inBody: '401',
    })
    expect(headers.get('www-authenticate')).toContain('Bearer')
  })

  it('pages in a stable order, also while users change', async () => {
    for (let n = 1; n <= 5; n += 1) await okta.user(`page-${n}@acme.example`)
    const names = async () => {
      const seen: string[] = []
      for (let start = 1; ; start += 2) {
        const { body } = await okta.find('Users', 'userName sw "page-"', `&startIndex=${start}&count=2`)
        expect(body.totalResults).toBe(5)
        if (body.Resources.length === 0) return seen
        seen.push(...body.Resources.map((user: { userName: string }) => user.userName))
      }
    }
    const first = await names()
    expect(first).toEqual([1, 2, 3, 4, 5].map((n) => `page-${n}@acme.example`))
    const { body } = await okta.find('Users', 'userName eq "page-2@acme.example"')
    await okta.patch(`/Users/${body.Resources[0].id}`, { op: 'replace', value: { title: 'New' } })
    expect(await names()).toEqual(first)
  })
})

describe('group push', () => {
  let groupId = ''
  let people: string[] = []
  const members = async () =>
    (await okta.get(`/Groups/${groupId}`)).body.members.map((member: { value: string }) => member.value).sort()

  it('creates the group with its members given by value and display', async () => {
    people = (await Promise.all(['a', 'b', 'c'].map((name) => okta.user(`push-${name}@acme.example`))))
      .map((user) => user.id)
      .sort()
    const { status, body } = await okta.post('/Groups', {
      schemas: [GROUP],
      displayName: 'Push',
      members: people.slice(0, 2).map((value) => ({ value, display: 'someone' })),
    })
    groupId = body.id
    expect(status).toBe(201)
    expect(await members()).toEqual(people.slice(0, 2))
  })

  it('repeats id and displayName in a replace without a path on every change: 204', async () => {
    const { status, body } = await okta.patch(`/Groups/${groupId}`, {
      op: 'replace',
      value: { id: groupId, displayName: 'Push' },
    })
    expect({ status, body }).toEqual({ status: 204, body: null })
    expect(await members()).toEqual(people.slice(0, 2))
  })

  it('renames, adds and removes in one request', async () => {
    const { status } = await okta.patch(
      `/Groups/${groupId}`,
      { op: 'replace', value: { id: groupId, displayName: 'Pushed' } },
      { op: 'remove', path: `members[value eq "${people[0]}"]` },
      { op: 'add', path: 'members', value: [{ value: people[2], display: 'push-c' }] },
    )
    expect(status).toBe(204)
    expect(await okta.get(`/Groups/${groupId}`)).toMatchObject({ body: { displayName: 'Pushed' } })
    expect(await members()).toEqual(people.slice(1))
  })

  it('replaces all members', async () => {
    await okta.patch(`/Groups/${groupId}`, { op: 'replace', path: 'members', value: [{ value: people[0] }] })
    expect(await members()).toEqual(people.slice(0, 1))
  })

  it('deletes the group, after which it is 404', async () => {
    expect((await okta.delete(`/Groups/${groupId}`)).status).toBe(204)
    expect((await okta.get(`/Groups/${groupId}`)).status).toBe(404)
    expect(
      await storedRows('SELECT 1 FROM group_members WHERE tenant_id = $1 AND group_id = $2', [tenant.id, groupId]),
    ).toEqual([])
  })
})

function kept({ meta: _, ...resource }: Record<string, unknown>) {
  return { ...resource, schemas: [USER, ENTERPRISE] }
}
