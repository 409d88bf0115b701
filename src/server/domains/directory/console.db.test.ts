import { beforeAll, describe, expect, it } from 'vitest'
import { directoriesGetOutput, directoriesListOutput } from '#contracts/directories.ts'
import { groupsGetOutput, groupsListMappingsOutput, groupsListOutput } from '#contracts/groups.ts'
import { BUILT_IN_ROLES } from '#contracts/permissions.ts'
import { authorize } from '#server/domains/access/index.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import {
  createDirectory,
  createScimToken,
  getDirectory,
  getGroup,
  listDirectories,
  listGroupRoleMappings,
  listGroups,
  mapGroupRole,
  revokeScimToken,
  unmapGroupRole,
} from './index.ts'

let tenant: TestTenant
let admin: TestPerson
beforeAll(async () => {
  tenant = await makeTestTenant()
  admin = await tenant.person({ name: 'Ada', role: 'admin' })
})
const manage = (person = admin) => authorize(person, 'directory:manage')
const read = (person = admin) => authorize(person, 'directory:read')
const newToken = { name: 'Okta', expiresInDays: 30 }

describe('directories', () => {
  it('are made, listed and read with their people, groups and tokens', async () => {
    const { id } = await createDirectory(manage(), { name: 'Okta', provider: 'okta' })
    const people = await Promise.all([true, false].map((active) => tenant.person({ directoryId: id, active })))
    await tenant.group({ directoryId: id, name: 'Sales', members: people.map((person) => person.id), role: 'viewer' })
    const { token, tokenId, expiresAt } = await createScimToken(manage(), { directoryId: id, ...newToken })
    const list = directoriesListOutput.parse(await listDirectories(read()))
    expect(list.items).toMatchObject([
      { id, name: 'Okta', provider: 'okta', people: 2, activePeople: 1, groups: 1, liveTokens: 1, lastUsedAt: null },
    ])
    const directory = directoriesGetOutput.parse(await getDirectory(read(), { id }))
    expect(directory).toMatchObject({
      baseUrl: `http://127.0.0.1:3000/scim/v2/${id}`,
      tokens: [{ id: tokenId, name: 'Okta', expiresAt, lastUsedAt: null, revokedAt: null }],
      groupList: [{ name: 'Sales', members: 2, roles: [{ key: 'viewer', name: 'Viewer' }] }],
    })
    expect(JSON.stringify(directory)).not.toContain(token.slice(10))
    expect(Date.parse(expiresAt ?? '') - Date.now()).toBeGreaterThan(29 * 86_400_000)
  })

  it('refuse a name that is taken, whatever its case', async () => {
    await createDirectory(manage(), { name: 'Entra', provider: 'entra' })
    await expect(createDirectory(manage(), { name: 'ENTRA', provider: 'entra' })).rejects.toMatchObject({
      code: 'uniqueness',
      path: '/name',
    })
  })

  it('leave an event for each change, and revoking twice is one', async () => {
    const before = (await tenant.events()).length
    const { id } = await createDirectory(manage(), { name: 'Log', provider: 'other' })
    const { tokenId } = await createScimToken(manage(), { directoryId: id, name: 'T', expiresInDays: null })
    await revokeScimToken(manage(), { directoryId: id, tokenId })
    expect(await revokeScimToken(manage(), { directoryId: id, tokenId })).toEqual({ tokenId })
    expect((await tenant.events()).slice(before)).toMatchObject([
      {
        action: 'directory.create',
        targets: [{ type: 'directory', id }],
        metadata: { provider: 'other' },
      },
      { action: 'directory.token.create', metadata: { tokenId, expiresAt: null } },
      { action: 'directory.token.revoke', metadata: { tokenId } },
    ])
    expect((await getDirectory(read(), { id })).tokens[0]?.revokedAt).not.toBeNull()
  })

  it('have at most 20 tokens that work', async () => {
    const directoryId = await tenant.directory()
    for (let n = 0; n < 20; n += 1) await createScimToken(manage(), { directoryId, ...newToken })
    await expect(createScimToken(manage(), { directoryId, ...newToken })).rejects.toMatchObject({ code: 'conflict' })
    const [first] = (await getDirectory(read(), { id: directoryId })).tokens
    await revokeScimToken(manage(), { directoryId, tokenId: first?.id ?? '' })
    await createScimToken(manage(), { directoryId, ...newToken })
  })
})

describe('groups and mappings', () => {
  it('are listed by name in pages and found by a part of it', async () => {
    const own = await makeTestTenant()
    const person = await own.person({ role: 'viewer' })
    const directoryId = await own.directory('Okta')
    for (const name of ['Sales', 'engineering', 'Sales EMEA', '100%'])
      await own.group({ directoryId, name, members: [person.id] })
    const scope = authorize(person, 'group:read')
    const first = groupsListOutput.parse(await listGroups(scope, { limit: 3 }))
    expect(first).toMatchObject({
      total: 4,
      items: [{ name: '100%' }, { name: 'engineering' }, { name: 'Sales', members: 1 }],
    })
    const second = await listGroups(scope, { limit: 3, cursor: first.nextCursor ?? '' })
    expect(second).toMatchObject({ items: [{ name: 'Sales EMEA', directory: { name: 'Okta' } }], nextCursor: null })
    expect(await listGroups(scope, { limit: 50, search: 'sales' })).toMatchObject({ total: 2 })
    expect(await listGroups(scope, { limit: 50, search: '0%' })).toMatchObject({ total: 1 })
    const group = groupsGetOutput.parse(await getGroup(scope, { id: first.items[2]?.id ?? '' }))
    expect(group.people).toEqual([{ id: person.id, name: person.name, email: person.email, active: true }])
  })

  it('take as many queries for 30 as for 1', async () => {
    const own = await makeTestTenant()
    const reader = await own.person({ role: 'viewer' })
    const directoryId = await own.directory()
    const add = (n: number) => own.group({ directoryId, name: `Group ${n}`, members: [reader.id], role: 'agent' })
    await add(0)
    const count = () =>
      countQueries(async () => [
        await listGroups(authorize(reader, 'group:read'), { limit: 100 }),
        await listGroupRoleMappings(authorize(reader, 'group:read')),
        await listDirectories(read(reader)),
        await getDirectory(read(reader), { id: directoryId }),
      ])
    const before = await count()
    for (let n = 1; n < 30; n += 1) await add(n)
    expect(await count()).toBe(before)
  })

  it('a mapping names a group that need not be there yet, and is one however often it is made', async () => {
    const directoryId = await tenant.directory()
    const scope = authorize(admin, 'group:map')
    const before = (await tenant.events('group.role.map')).length
    const { id } = await mapGroupRole(scope, { directoryId, groupName: 'Future', roleKey: 'viewer' })
    expect(await mapGroupRole(scope, { directoryId, groupName: 'FUTURE', roleKey: 'viewer' })).toEqual({ id })
    const mapping = async () =>
      groupsListMappingsOutput
        .parse(await listGroupRoleMappings(authorize(admin, 'group:read')))
        .items.find((item) => item.id === id)
    expect(await mapping()).toMatchObject({
      groupName: 'Future',
      role: { key: 'viewer' },
      directory: { id: directoryId },
      group: null,
    })
    const groupId = await tenant.group({ directoryId, name: 'future', members: [admin.id] })
    expect(await mapping()).toMatchObject({ group: { id: groupId, people: 1 } })
    expect(await unmapGroupRole(scope, { id })).toEqual({ id })
    expect(await mapping()).toBeUndefined()
    await expect(unmapGroupRole(scope, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await tenant.events('group.role.map')).toHaveLength(before + 1)
  })

  it('nobody maps a role that holds more than they do', async () => {
    await storedRows(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions)
       VALUES ($1, gen_random_uuid(), 'mapper', 'Mapper', '', false, '{group:map,group:read}'),
              ($1, gen_random_uuid(), 'owner-like', 'Owner-like', '', false, '{role:assign-owner}')`,
      [tenant.id],
    )
    const directoryId = await tenant.directory()
    const mapper = authorize(await tenant.person({ role: 'mapper' }), 'group:map')
    await expect(mapGroupRole(mapper, { directoryId, groupName: 'Up', roleKey: 'admin' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(mapGroupRole(mapper, { directoryId, groupName: 'Up', roleKey: 'owner-like' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(await mapGroupRole(mapper, { directoryId, groupName: 'Same', roleKey: 'mapper' })).toHaveProperty('id')
    expect(await storedRows(`SELECT 1 FROM group_role_mappings WHERE group_name = 'Up'`)).toEqual([])
  })
})

describe('roles', () => {
  const attempts = {
    'directory:read': (person: TestPerson) => listDirectories(authorize(person, 'directory:read')),
    'directory:manage': (person: TestPerson) =>
      createDirectory(authorize(person, 'directory:manage'), { name: `By ${person.id}`, provider: 'other' }),
    'group:read': (person: TestPerson) => listGroups(authorize(person, 'group:read'), { limit: 1 }),
    'group:map': async (person: TestPerson) =>
      mapGroupRole(authorize(person, 'group:map'), {
        directoryId: await tenant.directory(),
        groupName: 'G',
        roleKey: 'agent',
      }),
  } as const

  it.each(Object.entries(BUILT_IN_ROLES))(
    '%s may do what the role says and is refused the rest by name',
    async (key, role) => {
      const person = await tenant.person({ role: key })
      for (const [permission, attempt] of Object.entries(attempts)) {
        const attempted = attempt(person)
        if ((role.permissions as readonly string[]).includes(permission)) await expect(attempted).resolves.toBeDefined()
        else await expect(attempted).rejects.toMatchObject({ code: 'forbidden', permission })
      }
    },
  )
})

describe('tenants', () => {
  it('what is another tenant’s is not found, in the form of what is missing, and stays as it is', async () => {
    const other = await makeTestTenant()
    const stranger = await other.person({ role: 'admin' })
    const directoryId = await tenant.directory()
    const groupId = await tenant.group({ directoryId, name: 'Theirs', role: 'viewer' })
    const { tokenId } = await createScimToken(manage(), { directoryId, ...newToken })
    const [mapping] = await storedRows<{ id: string }>('SELECT id FROM group_role_mappings WHERE directory_id = $1', [
      directoryId,
    ])
    const map = authorize(stranger, 'group:map')
    const missing = '0197a000-0000-7000-8000-00000000dead'
    const pairs = [
      (id: string) => getDirectory(read(stranger), { id: id === missing ? id : directoryId }),
      (id: string) => getGroup(authorize(stranger, 'group:read'), { id: id === missing ? id : groupId }),
      (id: string) =>
        createScimToken(manage(stranger), { directoryId: id === missing ? id : directoryId, ...newToken }),
      (id: string) => revokeScimToken(manage(stranger), { directoryId, tokenId: id === missing ? id : tokenId }),
      (id: string) =>
        mapGroupRole(map, { directoryId: id === missing ? id : directoryId, groupName: 'G', roleKey: 'viewer' }),
      (id: string) => unmapGroupRole(map, { id: id === missing ? id : (mapping?.id ?? '') }),
    ]
    for (const attempt of pairs) {
      const [foreign, absent] = await Promise.all([
        attempt('').catch((error) => error),
        attempt(missing).catch((error) => error),
      ])
      expect({ code: foreign.code, message: foreign.message }).toEqual({ code: 'not_found', message: absent.message })
    }
    expect((await listGroups(authorize(stranger, 'group:read'), { limit: 100 })).total).toBe(0)
    expect((await listDirectories(read(stranger))).items).toEqual([])
    expect((await listGroupRoleMappings(authorize(stranger, 'group:read'))).items).toEqual([])
    expect((await getDirectory(read(), { id: directoryId })).tokens).toMatchObject([{ id: tokenId, revokedAt: null }])
  })
})
