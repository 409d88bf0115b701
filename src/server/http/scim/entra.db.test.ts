import { beforeAll, describe, expect, it } from 'vitest'
import { ENTERPRISE, GROUP, makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await makeTestTenant()
})

const ENTRA_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
type Member = { value: string }

/** As Entra ID's provisioning service creates a user with the default mappings. */
const created = (mail: string) => ({
  schemas: [USER, ENTERPRISE],
  externalId: mail.split('@')[0],
  userName: mail,
  active: true,
  addresses: [{ primary: false, type: 'work', country: 'GB', formatted: '1 Main Street' }],
  displayName: 'Ada Lovelace',
  emails: [{ primary: true, type: 'work', value: mail }],
  meta: { resourceType: 'User' },
  name: { familyName: 'Lovelace', formatted: 'Ada Lovelace', givenName: 'Ada' },
  phoneNumbers: [{ type: 'work', value: '+44 20 1' }],
  preferredLanguage: 'en-GB',
  title: 'Analyst',
  [ENTERPRISE]: { department: 'Engines', employeeNumber: '701984' },
})

const dialects = [
  {
    name: 'without aadOptscim062020',
    base: '/scim/v2',
    op: (op: string) => op[0]?.toUpperCase() + op.slice(1),
    disable: [{ op: 'Replace', path: 'active', value: 'False' }],
    enable: [{ op: 'Replace', path: 'active', value: 'True' }],
    rename: [
      { op: 'Replace', path: 'displayName', value: 'Ada King' },
      { op: 'Replace', path: 'name.familyName', value: 'King' },
      { op: 'Replace', path: `${ENTERPRISE}:employeeNumber`, value: '702000' },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'manager-1' },
    ],
    removeMember: (id: string) => ({ op: 'Remove', path: 'members', value: [{ value: id }] }),
  },
  {
    name: 'with aadOptscim062020',
    base: '/scim/v2',
    op: (op: string) => op,
    disable: [{ op: 'replace', path: 'active', value: false }],
    enable: [{ op: 'replace', path: 'active', value: true }],
    rename: [
      {
        op: 'replace',
        value: {
          displayName: 'Ada King',
          'name.familyName': 'King',
          [`${ENTERPRISE}:employeeNumber`]: '702000',
          [`${ENTERPRISE}:manager`]: 'manager-1',
        },
      },
    ],
    removeMember: (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` }),
  },
]

describe.each(dialects)('a cycle $name', (dialect) => {
  let entra: ScimClient
  let user: Record<string, unknown> & { id: string }
  let groupId = ''
  const mail = `ada-${dialects.indexOf(dialect)}@acme.example`

  beforeAll(async () => {
    entra = await makeScimClient(tenant)
  })

  it('tests the connection with a random userName: 200 and an empty ListResponse', async () => {
    expect(await entra.find('Users', 'userName eq "9f1f0d6c-6b2b-4c0e-8f3a-2b6c0a4a7c11"')).toMatchObject({
      status: 200,
      body: { totalResults: 0, Resources: [] },
    })
  })

  it('reads /Schemas, /ResourceTypes and /ServiceProviderConfig', async () => {
    const { body } = await entra.get('/Schemas')
    expect(body.Resources.map((schema: { id: string }) => schema.id)).toEqual([USER, ENTERPRISE, GROUP])
    expect((await entra.get('/ResourceTypes')).body.Resources.map((type: { id: string }) => type.id)).toEqual([
      'User',
      'Group',
    ])
    expect((await entra.get('/ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      etag: { supported: true },
    })
  })

  it('creates the user, and every value comes back as it was stored', async () => {
    const { status, body } = await entra.post('/Users', created(mail))
    user = body
    const { meta: _, ...sent } = created(mail)
    expect(status).toBe(201)
    expect(body).toMatchObject(sent)
  })

  it.each([
    (_: string) => `userName eq "${mail}"`,
    (_: string) => `externalId eq "${mail.split('@')[0]}"`,
    (_: string) => `displayName eq "Ada Lovelace"`,
    (id: string) => `id eq "${id}"`,
    (_: string) => `emails[type eq "work"].value eq "${mail}"`,
    (id: string) => `id eq "${id}" and userName eq "${mail}" and externalId eq "${mail.split('@')[0]}"`,
  ])('looks the user up by filter %#', async (filter) => {
    expect((await entra.find('Users', filter(user.id))).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: user.id }],
    })
    expect((await entra.find('Users', `${filter(user.id)} and displayName eq "Nobody"`)).body.totalResults).toBe(0)
  })

  it('changes attributes, core and enterprise: 200 with the resource', async () => {
    const { status, body } = await entra.patch(`/Users/${user.id}`, ...dialect.rename)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      displayName: 'Ada King',
      name: { familyName: 'King', givenName: 'Ada' },
      [ENTERPRISE]: { department: 'Engines', employeeNumber: '702000', manager: { value: 'manager-1' } },
    })
  })

  it('replaces the work address by path, and creates the mobile number that is not there', async () => {
    const { body } = await entra.patch(
      `/Users/${user.id}`,
      { op: dialect.op('replace'), path: 'emails[type eq "work"].value', value: `new-${mail}` },
      { op: dialect.op('replace'), path: 'phoneNumbers[type eq "mobile"].value', value: '+44 7' },
      { op: dialect.op('add'), path: 'addresses[type eq "work"].locality', value: 'London' },
    )
    expect(body.emails).toEqual([{ primary: true, type: 'work', value: `new-${mail}` }])
    expect(body.phoneNumbers).toEqual([
      { type: 'work', value: '+44 20 1' },
      { type: 'mobile', value: '+44 7' },
    ])
    expect(body.addresses).toMatchObject([{ type: 'work', country: 'GB', locality: 'London' }])
  })

  it('clears the manager with an empty text', async () => {
    const { body } = await entra.patch(`/Users/${user.id}`, {
      op: dialect.op('replace'),
      path: `${ENTERPRISE}:manager`,
      value: '',
    })
    expect(body[ENTERPRISE]).toEqual({ department: 'Engines', employeeNumber: '702000' })
  })

  it('an empty Operations list is a success without a new version', async () => {
    const { body: before } = await entra.get(`/Users/${user.id}`)
    const { status, body } = await entra.patch(`/Users/${user.id}`)
    expect({ status, body }).toEqual({ status: 200, body: before })
  })

  it('looks a group up by displayName without its members, and creates it with a schema of its own', async () => {
    const probe = () => entra.find('Groups', `displayName eq "Engines ${dialect.name}"`, '&excludedAttributes=members')
    expect((await probe()).body.totalResults).toBe(0)
    const { status, body } = await entra.post('/Groups', {
      schemas: [GROUP, ENTRA_GROUP],
      externalId: 'e-group',
      displayName: `Engines ${dialect.name}`,
      meta: { resourceType: 'Group' },
    })
    expect(status).toBe(201)
    groupId = body.id
    const { body: found } = await probe()
    expect(found).toMatchObject({ totalResults: 1, Resources: [{ id: groupId, externalId: 'e-group' }] })
    expect(found.Resources[0]).not.toHaveProperty('members')
  })

  it('adds a member with "$ref": null and is answered by 204', async () => {
    const other = await entra.user(`other-${mail}`)
    const { status, body } = await entra.patch(`/Groups/${groupId}`, {
      op: dialect.op('add'),
      path: 'members',
      value: [
        { $ref: null, value: user.id },
        { $ref: null, value: other.id },
      ],
    })
    expect({ status, body }).toEqual({ status: 204, body: null })
    const { body: group } = await entra.get(`/Groups/${groupId}`)
    expect(group.members.map((member: Member) => member.value).sort()).toEqual([user.id, other.id].sort())
    expect((await entra.get(`/Users/${user.id}`)).body.groups).toMatchObject([{ value: groupId, type: 'direct' }])
  })

  it('removes one member and never all', async () => {
    const { status } = await entra.patch(`/Groups/${groupId}`, dialect.removeMember(user.id))
    expect(status).toBe(204)
    const { body } = await entra.get(`/Groups/${groupId}`)
    expect(body.members).toHaveLength(1)
    expect(body.members[0].value).not.toBe(user.id)
  })

  it('disables the user: the session ends, the user stays readable', async () => {
    const session = await tenant.session(user.id)
    const { status, body } = await entra.patch(`/Users/${user.id}`, ...dialect.disable)
    expect({ status, active: body.active }).toEqual({ status: 200, active: false })
    const [row] = await storedRows('SELECT revoked_at FROM sessions WHERE id = $1', [session])
    expect(row?.revoked_at).not.toBeNull()
    expect((await entra.find('Users', `userName eq "${mail}"`)).body).toMatchObject({
      totalResults: 1,
      Resources: [{ active: false }],
    })
  })

  it('enables the user again', async () => {
    expect((await entra.patch(`/Users/${user.id}`, ...dialect.enable)).body.active).toBe(true)
  })

  it('deletes long after: 204, then 404, and nothing of the person is left', async () => {
    await tenant.session(user.id)
    await entra.patch(`/Groups/${groupId}`, { op: dialect.op('add'), path: 'members', value: [{ value: user.id }] })
    expect((await entra.delete(`/Users/${user.id}`)).status).toBe(204)
    expect((await entra.get(`/Users/${user.id}`)).status).toBe(404)
    expect((await entra.delete(`/Users/${user.id}`)).status).toBe(404)
    for (const table of ['sessions', 'group_members', 'role_assignments', 'identities']) {
      expect(
        await storedRows(`SELECT 1 FROM ${table} WHERE tenant_id = $1 AND user_id = $2`, [tenant.id, user.id]),
      ).toEqual([])
    }
    expect((await tenant.events('user.delete')).at(-1)).toMatchObject({
      targets: [{ type: 'user', id: user.id }],
      metadata: { sessionsEnded: 1 },
    })
  })

  it('reads its own directory at /scim/v2/{directoryId} too, with addresses that name it', async () => {
    const { status, body } = await entra.get('/Users')
    const own = await entra.send('GET', `/${entra.directoryId}/Users`)
    expect({ status, total: body.totalResults }).toEqual({ status: 200, total: own.body.totalResults })
    expect(own.body.Resources[0].meta.location).toContain(`/scim/v2/${entra.directoryId}/Users/`)
  })
})

describe('both dialects at one address', () => {
  it('are told apart by what they say, not by where', async () => {
    const entra = await makeScimClient(tenant)
    const { id } = await entra.user('both@acme.example')
    for (const [first, second] of [dialects, [...dialects].reverse()]) {
      expect((await entra.patch(`/Users/${id}?aadOptscim062020`, ...(first?.disable ?? []))).body.active).toBe(false)
      expect((await entra.patch(`/Users/${id}`, ...(second?.enable ?? []))).body.active).toBe(true)
    }
  })

  it('booleans written as text are stored and answered as booleans', async () => {
    const entra = await makeScimClient(tenant)
    const { id } = await entra.user('text@acme.example')
    const { body } = await entra.patch(
      `/Users/${id}`,
      { op: 'Add', path: 'roles', value: [{ value: 'r-1', primary: 'True' }] },
      { op: 'Replace', path: 'active', value: 'false' },
    )
    expect({ roles: body.roles, active: body.active }).toEqual({
      roles: [{ value: 'r-1', primary: true }],
      active: false,
    })
    expect((await entra.find('Users', 'active eq false')).body.totalResults).toBe(1)
  })
})
