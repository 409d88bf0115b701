import { beforeAll, describe, expect, it } from 'vitest'
import { membersListInput, membersListOutput } from '#contracts/members.ts'
import { authorize } from '#server/domains/access/index.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { listMembers } from './index.ts'

const list = (reader: TestPerson, input: Record<string, unknown> = {}) =>
  listMembers(authorize(reader, 'member:read'), membersListInput.parse(input))
const names = (page: Awaited<ReturnType<typeof list>>) => page.items.map((item) => item.name)

let acme: TestTenant
let reader: TestPerson
let engineers: string

beforeAll(async () => {
  acme = await makeTestTenant()
  reader = await acme.person({ name: 'Vera Viewer', role: 'viewer' })
  const directoryId = await acme.directory('Okta')
  const people = [
    await acme.person({ name: 'ada Lovelace', directoryId, role: 'admin' }),
    await acme.person({ name: 'Bob 100% _done_', directoryId }),
    await acme.person({ name: 'Cem Yılmaz', directoryId, active: false }),
    await acme.person({ name: 'Bob 100 percent' }),
  ]
  const members = people.slice(0, 2).map((person) => person.id)
  engineers = await acme.group({ directoryId, name: 'Engineers', members, role: 'viewer' })
  await acme.mapping(directoryId, 'ENGINEERS', 'admin')
})

describe('behaviour', () => {
  it('lists people by name with their roles, each once and the strongest first', async () => {
    const page = await list(reader)
    expect(membersListOutput.parse(page)).toEqual(page)
    expect(names(page)).toEqual(['ada Lovelace', 'Bob 100 percent', 'Bob 100% _done_', 'Cem Yılmaz', 'Vera Viewer'])
    expect(page).toMatchObject({ total: 5, nextCursor: null })
    expect(page.items[0]).toMatchObject({
      directory: { name: 'Okta' },
      roles: [
        { key: 'admin', name: 'Admin' },
        { key: 'viewer', name: 'Viewer' },
      ],
    })
    expect(page.items[1]).toMatchObject({ directory: null, roles: [] })
    expect(page.items[0]?.lastSignInAt).not.toBeNull()
  })

  it('takes wildcards in a search literally and finds by name, e-mail and user name', async () => {
    expect(names(await list(reader, { search: '0% _D' }))).toEqual(['Bob 100% _done_'])
    expect(names(await list(reader, { search: '%' }))).toEqual(['Bob 100% _done_'])
    expect(names(await list(reader, { search: '\\' }))).toEqual([])
    expect(await list(reader, { search: reader.email?.toUpperCase() })).toMatchObject({ total: 1 })
  })

  it('filters by state, role and group, and counts what matches exactly', async () => {
    expect(names(await list(reader, { status: 'disabled' }))).toEqual(['Cem Yılmaz'])
    expect(names(await list(reader, { roleKey: 'admin' }))).toEqual(['ada Lovelace', 'Bob 100% _done_'])
    expect(names(await list(reader, { groupId: engineers, search: 'ada' }))).toEqual(['ada Lovelace'])
    expect(await list(reader, { status: 'active', limit: 1 })).toMatchObject({ total: 4 })
  })

  it('pages without gaps or repeats and never gives more than the maximum', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(reader, { limit: 2, cursor })
      expect(page.items.length).toBeLessThanOrEqual(2)
      expect(page.total).toBe(5)
      seen.push(...names(page))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(names(await list(reader)))
    expect(() => membersListInput.parse({ limit: 101 })).toThrow()
  })

  it('pages past names of any length', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ name: 'Zoe', role: 'owner' })
    const long = ['雪'.repeat(99), '雪'.repeat(100), 'Ü'.repeat(101), 'n'.repeat(5000), `${'n'.repeat(5000)}o`]
    for (const name of long) await tenant.person({ name })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(owner, { limit: 1, cursor })
      seen.push(...names(page))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(names(await list(owner)))
    expect(seen).toHaveLength(6)
  })

  it('refuses a cursor that was not given out', async () => {
    await expect(async () => list(reader, { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
      code: 'invalid_input',
      path: '/cursor',
    })
  })

  it('asks the database as often for many people as for few', async () => {
    const large = await makeTestTenant()
    const viewer = await large.person({ role: 'viewer' })
    const few = await countQueries(() => list(viewer, { limit: 100 }))
    for (let index = 0; index < 30; index += 1) await large.person({ role: 'agent' })
    expect((await list(viewer, { limit: 100 })).items).toHaveLength(31)
    expect(await countQueries(() => list(viewer, { limit: 100 }))).toBe(few)
  })
})

describe('roles', () => {
  it('lets a viewer read and refuses an agent, and records the refusal', async () => {
    const agent = await acme.person({ role: 'agent' })
    await expect(list(agent)).rejects.toMatchObject({ code: 'forbidden', permission: 'member:read' })
    expect((await acme.events('access.deny')).at(-1)).toMatchObject({
      actor: { type: 'user', id: agent.id },
      outcome: { result: 'denied' },
      metadata: { permission: 'member:read' },
    })
    await expect(list(await acme.person({ role: 'viewer' }))).resolves.toBeDefined()
  })

  it('refuses a person whose account was disabled after they signed in', async () => {
    const gone = await acme.person({ role: 'owner', active: false })
    await expect(list(gone)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('tenants', () => {
  it("shows nobody of another tenant, not even through that tenant's group", async () => {
    const globex = await makeTestTenant()
    const outsider = await globex.person({ name: 'Olga Outsider', role: 'owner' })
    expect(names(await list(outsider))).toEqual(['Olga Outsider'])
    expect(await list(outsider, { groupId: engineers })).toEqual({ items: [], nextCursor: null, total: 0 })
    expect(names(await list(reader, { search: 'Olga' }))).toEqual([])
  })
})
