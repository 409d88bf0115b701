import { beforeAll, describe, expect, it } from 'vitest'
import { accessRows } from '#testing/access-rows.ts'
import { ENTERPRISE, GROUP, makeScimClient, type ScimClient, type ScimReply, USER } from '#testing/scim-client.ts'
import { makeTestTenant, type TestTenant } from '#testing/test-tenant.ts'

/** One twin's requests and answers, so that the other can be held against it. */
type Cycle = (client: ScimClient) => AsyncGenerator<ScimReply>

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g

/** Everything that was answered, with ids by the order in which they came up. */
async function transcript(client: ScimClient, cycle: Cycle): Promise<unknown[]> {
  const ids = new Map<string, string>()
  const plain = (text: string) =>
    text
      .replace(UUID, (id) => {
        if (!ids.has(id)) ids.set(id, `id-${ids.size}`)
        return ids.get(id) as string
      })
      .replace(TIME, 'then')
  const said: unknown[] = []
  for await (const { status, headers, body } of cycle(client)) {
    const shown = { status, etag: headers.get('etag'), location: headers.get('location'), body }
    said.push(JSON.parse(plain(JSON.stringify(shown))))
  }
  return said
}

const person = (userName: string, more: Record<string, unknown> = {}) => ({
  schemas: [USER],
  userName,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: 'Ada Lovelace',
  active: true,
  ...more,
})

async function* okta(client: ScimClient): AsyncGenerator<ScimReply> {
  yield await client.get('/Users?startIndex=1&count=2')
  yield await client.find('Users', 'userName eq "ada@okta.example"', '&startIndex=1&count=100')
  const made = await client.post('/Users', person('ada@okta.example', { password: 'x', groups: [], externalId: 'o-1' }))
  yield made
  const id = made.body.id
  yield await client.post('/Users', person('ADA@okta.example'))
  yield await client.find('Users', 'userName eq "ADA@okta.example"')
  yield await client.find('Users', 'externalId eq "o-1"')
  yield await client.get(`/Users/${id}`)
  yield await client.put(`/Users/${id}`, { ...made.body, nickName: 'A', [ENTERPRISE]: { department: 'Sales' } })
  yield await client.put(`/Users/${id}`, { ...made.body, nickName: 'A', [ENTERPRISE]: { department: 'Sales' } })
  yield await client.put(`/Users/${id}`, made.body, { 'If-Match': 'W/"1"' })
  yield await client.get(`/Users/${id}`, { 'If-None-Match': 'W/"2"' })
  const second = await client.post('/Users', person('bob@okta.example', { displayName: 'Bob' }))
  yield second
  yield await client.put(`/Users/${second.body.id}`, person('ada@okta.example'))
  const group = await client.post('/Groups', { schemas: [GROUP], displayName: 'Sales', members: [{ value: id }] })
  yield group
  const groupId = group.body.id
  yield await client.post('/Groups', { schemas: [GROUP], displayName: 'sales' })
  yield await client.patch(`/Groups/${groupId}`, { op: 'replace', value: { id: groupId, displayName: 'Sales EMEA' } })
  yield await client.patch(`/Groups/${groupId}`, { op: 'add', path: 'members', value: [{ value: second.body.id }] })
  yield await client.patch(`/Groups/${groupId}`, { op: 'remove', path: `members[value eq "${id}"]` })
  yield await client.patch(`/Groups/${groupId}`, { op: 'add', path: 'members', value: [{ value: 'nobody' }] })
  yield await client.get(`/Groups/${groupId}`)
  const outer = await client.post('/Groups', { schemas: [GROUP], displayName: 'All', members: [{ value: groupId }] })
  yield outer
  yield await client.patch(`/Groups/${groupId}`, { op: 'add', path: 'members', value: [{ value: outer.body.id }] })
  yield await client.get(`/Users/${second.body.id}`)
  yield await client.find('Users', `groups.value eq "${outer.body.id}"`)
  yield await client.find('Groups', `members.value eq "${second.body.id}"`)
  yield await client.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
  yield await client.get(`/Users/${id}`)
  yield await client.patch(`/Users/${id}`, { op: 'replace', value: { active: true } })
  yield await client.get('/Users?sortBy=name.familyName&sortOrder=descending&attributes=userName')
  yield await client.get('/Users?cursor=&count=10')
  yield await client.send('POST', '/.search', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
    filter: 'displayName co "a"',
    count: 10,
  })
  yield await client.send('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [
      { method: 'POST', path: '/Users', bulkId: 'a', data: person('cy@okta.example') },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'b',
        data: { schemas: [GROUP], displayName: 'Bulk', members: [{ value: 'bulkId:a' }] },
      },
      { method: 'POST', path: '/Users', bulkId: 'c', data: person('CY@okta.example') },
    ],
  })
  yield await client.delete(`/Groups/${groupId}`)
  yield await client.get(`/Groups/${groupId}`)
  yield await client.get(`/Groups/${outer.body.id}`)
}

async function* entra(client: ScimClient): AsyncGenerator<ScimReply> {
  yield await client.get('/Schemas')
  yield await client.get('/ServiceProviderConfig')
  yield await client.find('Users', 'userName eq "9f1f0d6c-6b2b-4c0e-8f3a-2b6c0a4a7c11"')
  const made = await client.post('/Users', person('ada@entra.example', { schemas: [USER, ENTERPRISE], title: 'A' }))
  yield made
  const id = made.body.id
  for (const filter of [
    'externalId eq "none"',
    'displayName eq "Ada Lovelace"',
    `id eq "${id}"`,
    'emails[type eq "work"].value eq "ada@entra.example"',
    'emails.value eq "ada@entra.example" and active eq true',
    'userName sw "ada" or title pr',
    `${ENTERPRISE}:employeeNumber eq "7"`,
    'nonsense eq "x"',
    'userName eq',
  ]) {
    yield await client.find('Users', filter)
  }
  yield await client.patch(
    `/Users/${id}`,
    { op: 'Replace', path: 'name.familyName', value: 'King' },
    { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'manager-1' },
    { op: 'Replace', path: 'emails[type eq "home"].value', value: 'home@entra.example' },
  )
  yield await client.patch(`/Users/${id}`, { op: 'replace', value: { 'name.givenName': 'Augusta' } })
  yield await client.patch(`/Users/${id}`, { op: 'Replace', path: 'nonsense', value: 'x' })
  yield await client.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
  yield await client.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
  yield await client.patch(`/Users/${id}`)
  yield await client.find('Groups', 'displayName eq "Engines"', '&excludedAttributes=members')
  const group = await client.post('/Groups', {
    schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    displayName: 'Engines',
    externalId: 'e-1',
  })
  yield group
  yield await client.patch(`/Groups/${group.body.id}`, {
    op: 'Add',
    path: 'members',
    value: [{ $ref: null, value: id }],
  })
  yield await client.find('Groups', 'displayName eq "Engines"', '&excludedAttributes=members')
  yield await client.get(`/Groups/${group.body.id}?attributes=members`)
  yield await client.patch(`/Groups/${group.body.id}`, { op: 'Remove', path: 'members', value: [{ value: id }] })
  yield await client.get(`/Groups/${group.body.id}`)
  yield await client.patch(`/Groups/${group.body.id}`, { op: 'Add', path: 'members', value: [{ value: id }] })
  yield await client.delete(`/Users/${id}`)
  yield await client.get(`/Users/${id}`)
  yield await client.delete(`/Users/${id}`)
  yield await client.get(`/Groups/${group.body.id}`)
  yield await client.get('/Users/not-an-id')
}

/** What few providers send, and where a shadow could easily differ. */
async function* corners(client: ScimClient): AsyncGenerator<ScimReply> {
  const ids: string[] = []
  for (let index = 0; index < 7; index += 1) {
    const made = await client.post('/Users', person(`p${index}@corner.example`, { externalId: String(7000 + index) }))
    yield made
    ids.push(made.body.id)
  }
  const members = ids.map((value) => ({ value }))
  const all = await client.post('/Groups', { schemas: [GROUP], displayName: 'All', members })
  const some = await client.post('/Groups', { schemas: [GROUP], displayName: 'Some', members: members.slice(0, 2) })
  yield all
  yield some
  const path = `/Groups/${all.body.id}`
  yield await client.patch(path, { op: 'add', path: 'members', value: [{ value: some.body.id, type: 'Group' }] })
  yield await client.patch(path, { op: 'remove', path: 'members[type eq "Group"]' })
  yield await client.patch(path, { op: 'remove', path: 'members[display eq "Ada Lovelace" and type eq "User"]' })
  yield await client.patch(path, { op: 'replace', path: 'members', value: members.slice(3) })
  yield await client.patch(path, { op: 'remove', path: 'members[' })
  yield await client.patch(path, { op: 'remove', path: 'members' })
  yield await client.put(path, { schemas: [GROUP], displayName: 'All of us', members: members.slice(0, 3) })
  yield await client.get(`${path}?excludedAttributes=members`)
  yield await client.get('/Groups?attributes=members&sortBy=displayName&sortOrder=descending')
  for (const filter of [
    'externalId eq "7003"',
    'meta.created gt "2020-01-01T00:00:00Z" and not (userName co "p1")',
    'meta.lastModified lt "2020-01-01T00:00:00Z"',
    'schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"',
    'emails[value ew "corner.example" and primary eq true]',
    'groups.display eq "Some"',
    'groups[type eq "direct"]',
    'id eq "%2F"',
    'userName gt "p3" or externalId le "7001"',
  ]) {
    yield await client.find('Users', filter, '&count=3')
  }
  yield await client.find('Groups', 'members pr', '&startIndex=0&count=-1')
  yield await client.get('/Users?startIndex=3&count=2&sortBy=userName')
  let cursor: string | undefined = ''
  for (let page = 0; cursor !== undefined && page < 4; page += 1) {
    const reply = await client.get(`/Users?count=3&sortBy=emails&cursor=${encodeURIComponent(cursor)}`)
    cursor = reply.body.nextCursor
    // A cursor is its list's own.
    yield { ...reply, body: { ...reply.body, nextCursor: cursor === undefined ? undefined : 'given' } }
  }
  yield await client.get('/Users?cursor=forged')
  yield await client.get('/Me')
  yield await client.send('PATCH', `/Users/${ids[0]}`, { Operations: 'none' })
  yield await client.patch(`/Users/${ids[0]}`, { op: 'replace', path: 'userName', value: 'P1@corner.example' })
  yield await client.patch(`/Users/${ids[0]}`, { op: 'remove', path: 'active' })
  yield await client.delete(`/Users/${ids[0]}`, { 'If-Match': 'W/"9"' })
  yield await client.delete(`/Groups/${some.body.id}`, { 'If-Match': 'W/"1"' })
}

describe.each<[string, Cycle]>([
  ['what is seldom sent', corners],
  ['Okta', okta],
  ['Entra ID', entra],
])('a full cycle of %s in dry run', (_name, cycle) => {
  let dry: TestTenant
  let client: ScimClient
  let before: unknown
  let said: unknown[]
  beforeAll(async () => {
    dry = await makeTestTenant()
    await dry.person({ role: 'owner' })
    client = await makeScimClient(dry, { dryRun: true })
    before = await accessRows(dry)
    said = await transcript(client, cycle)
  })

  it('is answered as a live directory answers it', async () => {
    const live = await makeTestTenant()
    await live.person({ role: 'owner' })
    const twin = await transcript(await makeScimClient(live), cycle)
    expect(said).toHaveLength(twin.length)
    for (const [index, answer] of twin.entries()) expect(said[index], `answer ${index}`).toEqual(answer)
  })

  it('touches nobody: people, groups, sessions, roles and what is told are as they were', async () => {
    expect(await accessRows(dry)).toEqual(before)
  })

  it('leaves events that say what would have happened, and none that says that it did', async () => {
    const actions = new Set((await dry.events()).map(({ action }) => action))
    for (const action of actions) expect(action).toMatch(/^(tenant|directory)\.|^(user|group)\.scim\.reject/)
    const would = (await dry.events('directory.dry_run.record')).map(({ metadata }) => metadata['would'])
    expect(would).toEqual(expect.arrayContaining(['user.create', 'group.create', 'group.member.add']))
  })
})
