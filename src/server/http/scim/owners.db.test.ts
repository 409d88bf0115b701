import { beforeEach, describe, expect, it } from 'vitest'
import { assignRole, authorize, unassignRole } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
beforeEach(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const emails = (address: string) => [{ value: address, type: 'work', primary: true }]

describe('an Owner whom a directory manages', () => {
  it('keeps userName, externalId and e-mail address; whoever is no Owner does not', async () => {
    const owner = await client.user('ceo@acme.test', { emails: emails('ceo@acme.test'), externalId: 'ceo' })
    const other = await client.user('cfo@acme.test', { emails: emails('cfo@acme.test'), externalId: 'cfo' })
    await tenant.give(owner.id, 'owner')
    const takeovers = [
      { op: 'replace', path: 'emails', value: emails('mallory@acme.test') },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'mallory@acme.test' },
      { op: 'add', path: 'emails', value: [{ value: 'mallory@acme.test' }] },
      { op: 'remove', path: 'emails' },
      { op: 'replace', path: 'userName', value: 'mallory@acme.test' },
      { op: 'replace', value: { externalId: 'mallory', title: 'T' } },
    ]
    for (const takeover of takeovers) {
      const { status, body } = await client.patch(`/Users/${owner.id}`, takeover)
      expect({ status, detail: body.detail }, JSON.stringify(takeover)).toMatchObject({
        status: 409,
        detail: expect.stringContaining('Owner'),
      })
    }
    const put = { schemas: [USER], userName: 'mallory', emails: emails('mallory@acme.test') }
    expect((await client.put(`/Users/${owner.id}`, put)).status).toBe(409)
    expect((await client.get(`/Users/${owner.id}`)).body).toEqual(owner)
    expect(await storedRows('SELECT email FROM users WHERE id = $1', [owner.id])).toEqual([{ email: 'ceo@acme.test' }])
    expect(await tenant.events('user.scim.reject')).toHaveLength(takeovers.length + 1)
    for (const change of takeovers.slice(0, 1))
      expect((await client.patch(`/Users/${other.id}`, change)).status).toBe(200)
  })

  it('changes in everything else, also by a PUT that repeats what stands', async () => {
    const owner = await client.user('ceo@acme.test', { emails: emails('ceo@acme.test') })
    await tenant.give(owner.id, 'owner')
    const patched = await client.patch(`/Users/${owner.id}`, { op: 'replace', path: 'title', value: 'CEO' })
    expect(patched).toMatchObject({ status: 200, body: { title: 'CEO' } })
    expect((await client.put(`/Users/${owner.id}`, { ...patched.body, nickName: 'Boss' })).body.nickName).toBe('Boss')
    await tenant.person({ role: 'owner' })
    expect((await client.patch(`/Users/${owner.id}`, { op: 'replace', value: { active: false } })).status).toBe(200)
    // Disabling took the role away, so that whoever comes back under another address is no Owner.
    const enabling = { op: 'replace', value: { active: true, emails: emails('mallory@acme.test') } }
    expect((await client.patch(`/Users/${owner.id}`, enabling)).status).toBe(200)
    expect(await storedRows('SELECT 1 FROM role_assignments WHERE user_id = $1', [owner.id])).toEqual([])
  })

  it('is also who could make Owners through a group', async () => {
    await storedRows(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions) VALUES ($1, $2, 'king-maker', 'King-maker', '', false, '{role:assign,role:assign-owner}')`,
      [tenant.id, newId()],
    )
    const { id } = await client.user('maker@acme.test')
    const { id: groupId } = await client.group('Makers', [id])
    await tenant.mapping(client.directoryId, 'makers', 'king-maker')
    const change = { op: 'replace', path: 'userName', value: 'mallory@acme.test' }
    expect((await client.patch(`/Users/${id}`, change)).status).toBe(409)
    await client.delete(`/Groups/${groupId}`)
    expect((await client.patch(`/Users/${id}`, change)).status).toBe(200)
  })
})

describe('at the same moment', () => {
  const count = (outcomes: string[]) =>
    Object.fromEntries([...new Set(outcomes)].map((one) => [one, outcomes.filter((other) => other === one).length]))
  const asOwner = async () => {
    const owner = await tenant.person({ role: 'owner' })
    return () => authorize({ ...owner, request: testRequest() }, 'role:assign')
  }

  it.each([
    ['assigning Owner', assignRole, false],
    ['taking Owner away', unassignRole, true],
  ] as const)(
    '%s and deleting or disabling the person never wait for each other in a circle',
    async (_, change, held) => {
      const scope = await asOwner()
      const seen: string[] = []
      for (let n = 0; n < 25; n += 1) {
        const { id } = await client.user(`u${n}@x.test`)
        if (held) await tenant.give(id, 'owner')
        const remove =
          n % 2 === 0
            ? () => client.delete(`/Users/${id}`)
            : () => client.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: 'False' })
        const [scim, role] = await Promise.all([
          remove().then((reply) => String(reply.status)),
          change(scope(), { memberId: id, roleKey: 'owner' }).then(
            () => 'done',
            (error) => String(error.code),
          ),
        ])
        seen.push(scim, role)
      }
      const { 200: disabled = 0, 204: deleted = 0, done = 0, not_found: gone = 0, ...others } = count(seen)
      expect(others).toEqual({})
      expect({ disabled, deleted, roles: done + gone }).toEqual({ disabled: 12, deleted: 13, roles: 25 })
    },
  )

  it('filling a group and deleting its people never wait for each other in a circle', async () => {
    const people: { id: string }[] = []
    for (let n = 0; n < 10; n += 1) people.push(await client.user(`g${n}@x.test`))
    const ids = people.map((person) => person.id)
    const groups = await Promise.all(['A', 'B', 'C'].map((name) => client.group(name, ids)))
    const replies = await Promise.all([
      ...ids.slice(0, 5).map((id) => client.delete(`/Users/${id}`)),
      ...groups.flatMap((group) => [
        client.patch(
          `/Groups/${group.id}`,
          { op: 'remove', path: 'members[display co "x"]' },
          { op: 'add', path: 'members', value: ids.slice(5).map((value) => ({ value })) },
        ),
        client.patch(`/Groups/${group.id}`, {
          op: 'replace',
          path: 'members',
          value: ids
            .slice(5)
            .reverse()
            .map((value) => ({ value })),
        }),
      ]),
    ])
    expect(count(replies.map((reply) => String(reply.status)))).toEqual({ 204: 11 })
  })
})
