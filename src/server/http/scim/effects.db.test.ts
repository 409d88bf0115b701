import { beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { mapGroupRole } from '#server/domains/directory/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
let admin: TestPerson
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
  admin = await tenant.person({ role: 'admin' })
})

const disable = { op: 'replace', value: { active: false } }
const rolesOf = async (id: string) => {
  const rows = await storedRows<{ key: string }>(
    `SELECT r.key FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
     WHERE e.tenant_id = $1 AND e.user_id = $2`,
    [tenant.id, id],
  )
  return rows.map((row) => row.key)
}

describe('disabling', () => {
  it("ends the person's open session at its next request, and nobody else's", async () => {
    const [leaver, other] = await Promise.all([client.user('leaver@acme.example'), client.user('stayer@acme.example')])
    const asUser = async (id: string) =>
      ({
        type: 'user',
        tenantId: tenant.id,
        id,
        sessionId: await tenant.session(id),
        name: '',
        email: null,
        request: testRequest(),
      }) as const
    const [leaving, staying] = [await asUser(leaver.id), await asUser(other.id)]
    const nextRequest = (principal: typeof leaving) =>
      withTenant(authorize(principal, 'profile:read'), async () => 'answered')
    expect(await nextRequest(leaving)).toBe('answered')
    await client.patch(`/Users/${leaver.id}`, disable)
    await expect(nextRequest(leaving)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await nextRequest(staying)).toBe('answered')
  })

  it('twice is one event', async () => {
    const { id } = await client.user('twice@acme.example')
    await client.patch(`/Users/${id}`, disable)
    expect((await client.patch(`/Users/${id}`, disable)).status).toBe(200)
    expect((await tenant.events('user.disable')).filter((event) => event.targets[0]?.id === id)).toHaveLength(1)
  })
})

describe('roles', () => {
  it('come and go with the group that a role is mapped to, by name without regard to case', async () => {
    const { id } = await client.user('role@acme.example')
    await mapGroupRole(authorize(admin, 'group:map'), {
      directoryId: client.directoryId,
      groupName: 'it admins',
      roleKey: 'viewer',
    })
    const group = await client.group('IT Admins', [id])
    expect(await rolesOf(id)).toEqual(['viewer'])
    await client.patch(`/Groups/${group.id}`, { op: 'remove', path: `members[value eq "${id}"]` })
    expect(await rolesOf(id)).toEqual([])
    await client.patch(`/Groups/${group.id}`, { op: 'add', path: 'members', value: [{ value: id }] })
    await client.delete(`/Groups/${group.id}`)
    expect(await rolesOf(id)).toEqual([])
  })

  it('of a group never include Owner: the mapping is refused and nothing is stored', async () => {
    const owner = await tenant.person({ role: 'owner' })
    const attempt = mapGroupRole(authorize(owner, 'group:map'), {
      directoryId: client.directoryId,
      groupName: 'Bosses',
      roleKey: 'owner',
    })
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('Owner') })
    expect(
      await storedRows(`SELECT 1 FROM group_role_mappings WHERE tenant_id = $1 AND group_name = 'Bosses'`, [tenant.id]),
    ).toEqual([])
  })
})

describe('the last Owner', () => {
  it('is neither disabled nor deleted over SCIM: 409 with words, and the session stays open', async () => {
    const lonely = await makeTestTenant()
    const provider = await makeScimClient(lonely)
    const owner = await provider.user('owner@lonely.example')
    await lonely.give(owner.id, 'owner')
    const session = await lonely.session(owner.id)
    for (const attempt of [
      () => provider.patch(`/Users/${owner.id}`, disable),
      () => provider.delete(`/Users/${owner.id}`),
    ]) {
      const { status, body } = await attempt()
      expect({ status, inBody: body.status, detail: body.detail }).toMatchObject({
        status: 409,
        inBody: '409',
        detail: expect.stringContaining('last active Owner'),
      })
    }
    expect((await provider.get(`/Users/${owner.id}`)).body.active).toBe(true)
    expect(await storedRows('SELECT revoked_at FROM sessions WHERE id = $1', [session])).toEqual([{ revoked_at: null }])
    expect(await lonely.events('user.scim.reject')).toMatchObject([
      { metadata: { operation: 'patch', scimType: 'conflict' } },
      { metadata: { operation: 'delete', scimType: 'conflict' } },
    ])
    await lonely.person({ role: 'owner' })
    expect((await provider.patch(`/Users/${owner.id}`, disable)).status).toBe(200)
  })

  it('of two who are disabled at the same moment one stays', async () => {
    const pair = await makeTestTenant()
    const provider = await makeScimClient(pair)
    const owners = await Promise.all(['one', 'two'].map((name) => provider.user(`${name}@pair.example`)))
    for (const owner of owners) await pair.give(owner.id, 'owner')
    const replies = await Promise.all(owners.map((owner) => provider.patch(`/Users/${owner.id}`, disable)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409])
  })
})

describe('the audit log', () => {
  it('has an event for each step, by the directory, with opaque ids in clear and names as commitments', async () => {
    const quiet = await makeTestTenant()
    const provider = await makeScimClient(quiet)
    const before = (await quiet.events()).length
    const user = await provider.user('step@acme.example', { displayName: 'Step By Step' })
    const group = await provider.group('Steps', [user.id])
    await provider.patch(`/Users/${user.id}`, { op: 'replace', path: 'title', value: 'T' })
    await provider.patch(`/Users/${user.id}`, disable)
    await provider.patch(`/Users/${user.id}`, { op: 'replace', value: { active: true } })
    await provider.patch(`/Groups/${group.id}`, { op: 'replace', path: 'displayName', value: 'Stairs' })
    await provider.patch(`/Groups/${group.id}`, { op: 'remove', path: 'members' })
    await provider.delete(`/Groups/${group.id}`)
    await provider.delete(`/Users/${user.id}`)
    const events = (await quiet.events()).slice(before)
    expect(events.map((event) => event.action)).toEqual([
      'user.create',
      'group.create',
      'group.member.add',
      'user.update',
      'user.disable',
      'user.enable',
      'group.update',
      'group.member.remove',
      'group.delete',
      'user.delete',
    ])
    for (const event of events) expect(event.actor).toEqual({ type: 'service', id: provider.directoryId })
    expect(JSON.stringify(events.filter((event) => event.action.startsWith('user.')))).not.toMatch(/step/i)
    expect(events[2]).toMatchObject({
      targets: [
        { type: 'group', id: group.id },
        { type: 'user', id: user.id },
      ],
      metadata: { count: 1 },
    })
    expect(events[3]).toMatchObject({ metadata: { changed: ['title'] } })
  })
})

describe('changes at the same moment', () => {
  it('20 PATCHes that each add a member lose nothing and double nothing', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, (_, n) => client.user(`same-${n}@acme.example`)))
    const group = await client.group('Same moment')
    const replies = await Promise.all(
      people.map((person) =>
        client.patch(`/Groups/${group.id}`, { op: 'add', path: 'members', value: [{ value: person.id }] }),
      ),
    )
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([204]))
    const { body } = await client.get(`/Groups/${group.id}`)
    expect(body.members.map((member: { value: string }) => member.value).sort()).toEqual(
      people.map((person) => person.id).sort(),
    )
    expect(body.meta.version).toBe('W/"21"')
    const added = (await tenant.events('group.member.add')).filter((event) => event.targets[0]?.id === group.id)
    expect(added).toHaveLength(20)
  })

  it('PATCHes of different attributes of one user keep each other', async () => {
    const { id } = await client.user('attributes@acme.example')
    const names = ['title', 'nickName', 'userType', 'locale', 'timezone']
    await Promise.all(names.map((path) => client.patch(`/Users/${id}`, { op: 'replace', path, value: path })))
    expect((await client.get(`/Users/${id}`)).body).toMatchObject(Object.fromEntries(names.map((name) => [name, name])))
  })

  it('of ten creates of one userName one succeeds', async () => {
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'race@acme.example' }
    const replies = await Promise.all(Array.from({ length: 10 }, () => client.post('/Users', body)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, ...Array(9).fill(409)])
  })
})
