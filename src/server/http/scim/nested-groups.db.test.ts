import { beforeAll, describe, expect, it } from 'vitest'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

type Group = { value: string; type: string }
const groupsOf = async (id: string) =>
  (await client.get(`/Users/${id}`)).body.groups.map(({ value, type }: Group) => [value, type])
const add = (id: string, ...members: string[]) =>
  client.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: members.map((value) => ({ value })) })
const remove = (id: string, member: string) =>
  client.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${member}"]` })
const rolesOf = async (id: string) =>
  (
    await storedRows<{ key: string }>(
      `SELECT DISTINCT r.key FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       WHERE e.tenant_id = $1 AND e.user_id = $2 ORDER BY 1`,
      [tenant.id, id],
    )
  ).map((row) => row.key)
/** What is within what, as it is kept and as the nestings themselves have it. */
const closures = async () => {
  const kept = await storedRows(
    'SELECT ancestor_id AS a, descendant_id AS d FROM group_closure WHERE tenant_id = $1 ORDER BY 1, 2',
    [tenant.id],
  )
  const followed = await storedRows(
    `WITH RECURSIVE within AS (
       SELECT group_id AS a, member_id AS d FROM group_nestings WHERE tenant_id = $1
       UNION SELECT w.a, n.member_id FROM within w JOIN group_nestings n ON n.tenant_id = $1 AND n.group_id = w.d
     ) SELECT a, d FROM within ORDER BY 1, 2`,
    [tenant.id],
  )
  return { kept, followed }
}

describe('a group that is a member of a group', () => {
  it('is shown as what it is, and its people are in both: directly and indirectly', async () => {
    const ada = await client.user('ada@nest.example')
    const inner = await client.group('Inner', [ada.id])
    const middle = await client.group('Middle', [inner.id])
    const outer = await client.group('Outer')
    expect((await add(outer.id, middle.id, ada.id)).status).toBe(204)
    const { body } = await client.get(`/Groups/${outer.id}`)
    expect(body.members).toEqual([
      { value: ada.id, $ref: expect.stringMatching(`/Users/${ada.id}$`), display: 'ada@nest.example', type: 'User' },
      { value: middle.id, $ref: expect.stringMatching(`/Groups/${middle.id}$`), display: 'Middle', type: 'Group' },
    ])
    expect(await groupsOf(ada.id)).toEqual([
      [inner.id, 'direct'],
      [middle.id, 'indirect'],
      [outer.id, 'direct'],
    ])
    const found = async (filter: string) =>
      (await client.find('Users', filter)).body.Resources.map((one: { userName: string }) => one.userName)
    expect(await found(`groups.value eq "${middle.id}"`)).toEqual(['ada@nest.example'])
    expect(await found(`groups[value eq "${middle.id}" and type eq "direct"]`)).toEqual([])
    expect((await client.find('Groups', 'members.type eq "group"')).body.totalResults).toBe(2)
    expect((await client.find('Groups', `members eq "${middle.id}"`)).body.Resources).toMatchObject([{ id: outer.id }])
  })

  it('is refused where it would come to be within itself: 400 that says so, and nothing changes', async () => {
    const [a, b, c] = [await client.group('Loop A'), await client.group('Loop B'), await client.group('Loop C')]
    await add(a.id, b.id)
    await add(b.id, c.id)
    for (const [group, member] of [
      [a, a],
      [b, a],
      [c, a],
    ]) {
      const { status, body } = await add(group.id, member.id)
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' })
      expect(body.detail).toMatch(/member of itself|within itself/)
    }
    expect((await client.get(`/Groups/${c.id}`)).body).toMatchObject({ members: [], meta: { version: 'W/"1"' } })
    const { kept, followed } = await closures()
    expect(kept).toEqual(followed)
  })

  it('of another directory, or of another tenant, is unknown', async () => {
    const { id } = await client.group('Home')
    for (const other of [await makeScimClient(tenant), await makeScimClient(await makeTestTenant())]) {
      const foreign = await other.group('Foreign')
      expect((await add(id, foreign.id)).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
    }
    expect((await client.get(`/Groups/${id}`)).body.members).toEqual([])
  })

  it('gives its people the roles of the groups that hold it, until it leaves or goes', async () => {
    const bob = await client.user('bob@nest.example')
    const team = await client.group('Team', [bob.id])
    const unit = await client.group('Unit', [team.id])
    const all = await client.group('Everybody', [unit.id])
    await tenant.mapping(client.directoryId, 'everybody', 'viewer')
    await tenant.mapping(client.directoryId, 'Unit', 'agent')
    expect(await rolesOf(bob.id)).toEqual(['agent', 'viewer'])
    await remove(all.id, unit.id)
    expect(await rolesOf(bob.id)).toEqual(['agent'])
    await add(all.id, unit.id)
    expect(await rolesOf(bob.id)).toEqual(['agent', 'viewer'])
    const log = (await tenant.events('group.member.add')).at(-1)
    expect(log).toMatchObject({
      targets: [{ type: 'group' }, { type: 'group', id: unit.id }],
      metadata: { rolesGained: ['viewer'] },
    })
    expect((await client.delete(`/Groups/${unit.id}`)).status).toBe(204)
    expect(await rolesOf(bob.id)).toEqual([])
    const { body } = await client.get(`/Groups/${all.id}`)
    expect(body).toMatchObject({ members: [], meta: { version: 'W/"4"' } })
    const { kept, followed } = await closures()
    expect(kept).toEqual(followed)
  })

  it('records the roles of the groups above for a person who comes', async () => {
    const eve = await client.user('eve@nest.example')
    const team = await client.group('Roles team')
    await client.group('Roles all', [team.id])
    await tenant.mapping(client.directoryId, 'Roles all', 'viewer')
    await add(team.id, eve.id)
    expect((await tenant.events('group.member.add')).at(-1)?.metadata).toMatchObject({ rolesGained: ['viewer'] })
    expect(await rolesOf(eve.id)).toEqual(['viewer'])
  })

  it('leaves with a PUT without it, a removal of all, a list of values and a filter', async () => {
    const inner = await client.group('Leaver')
    const { id } = await client.group('Left')
    const held = async () => (await client.get(`/Groups/${id}`)).body.members.length
    for (const leave of [
      () =>
        client.put(`/Groups/${id}`, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Left' }),
      () => client.patch(`/Groups/${id}`, { op: 'remove', path: 'members' }),
      () => client.patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: [{ value: inner.id }] }),
      () => client.patch(`/Groups/${id}`, { op: 'remove', path: 'members[display eq "leaver"]' }),
      () => client.patch(`/Groups/${id}`, { op: 'remove', path: 'members[type eq "Group"]' }),
    ]) {
      await add(id, inner.id)
      expect(await held()).toBe(1)
      await leave()
      expect(await held()).toBe(0)
    }
    const { kept, followed } = await closures()
    expect(kept).toEqual(followed)
  })

  it('of many changes at once leaves exactly what the nestings say, and no loop', async () => {
    const groups: string[] = []
    for (let n = 0; n < 6; n += 1) groups.push((await client.group(`Storm ${n}`)).id)
    const replies = await Promise.all(
      groups.flatMap((one, i) => groups.map((other, j) => ((i + j) % 3 === 2 ? remove(one, other) : add(one, other)))),
    )
    expect(replies.every(({ status }) => [204, 400, 503].includes(status))).toBe(true)
    const { kept, followed } = await closures()
    expect(kept).toEqual(followed)
    expect(kept.filter(({ a, d }: { a?: string; d?: string }) => a === d)).toEqual([])
  })
})

describe('the version of a group', () => {
  it('changes where a member is deleted, and only of groups that had them', async () => {
    const [gone, kept] = [await client.user('gone@nest.example'), await client.user('kept@nest.example')]
    const [one, two] = [await client.group('Had', [gone.id, kept.id]), await client.group('Had not', [kept.id])]
    const read = async (id: string) => (await client.get(`/Groups/${id}`)).body
    await client.delete(`/Users/${gone.id}`)
    expect(await read(one.id)).toMatchObject({ meta: { version: 'W/"2"' }, members: [{ value: kept.id }] })
    expect(await read(two.id)).toMatchObject({ meta: { version: 'W/"1"' } })
    expect((await client.get(`/Groups/${one.id}`, { 'If-None-Match': 'W/"1"' })).status).toBe(200)
  })

  it('stays where the deletion is refused', async () => {
    const user = await client.user('stays@nest.example')
    const { id } = await client.group('Stays', [user.id])
    expect((await client.delete(`/Users/${user.id}`, { 'If-Match': 'W/"9"' })).status).toBe(412)
    const other = await makeScimClient(tenant)
    expect((await other.delete(`/Users/${user.id}`)).status).toBe(404)
    expect((await client.get(`/Groups/${id}`)).body.meta.version).toBe('W/"1"')
  })
})
