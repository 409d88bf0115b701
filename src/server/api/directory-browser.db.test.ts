import { beforeAll, describe, expect, it } from 'vitest'
import { browsePersonOutput } from '#contracts/directory-browser.ts'
import { authorize } from '#server/domains/access/index.ts'
import {
  browseGroup,
  browseGroups,
  browseMembers,
  browsePeople,
  browsePerson,
  revealPerson,
} from '#server/domains/directory/index.ts'
import { flushProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { ENTERPRISE, makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'

let acme: TestTenant
let admin: TestPerson
let okta: ScimClient
beforeAll(async () => {
  acme = await makeTestTenant()
  admin = await acme.person({ role: 'admin' })
  okta = await makeScimClient(acme)
})

const person = async (id: string, reader = admin) => {
  await flushProvisioningLog()
  return browsePersonOutput.parse(await browsePerson(authorize(reader, 'member:read'), { id }))
}
const byName = (found: Awaited<ReturnType<typeof person>>, name: string) =>
  found.attributes.find((attribute) => attribute.name === name)

describe('a person in the browser', () => {
  it('shows every attribute that the provider sent, and which request brought it', async () => {
    const made = await okta.user('ada@acme.example', {
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ value: 'ada@acme.example', type: 'work', primary: true }, { value: 'a@home.example' }],
      phoneNumbers: [{ value: '+44 1', type: 'mobile' }],
      [ENTERPRISE]: { department: 'Engines', employeeNumber: '7' },
    })
    await okta.patch(`/Users/${made.id}`, { op: 'replace', path: 'title', value: 'Countess' })
    await okta.patch(`/Users/${made.id}`, { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Looms' })
    const found = await person(made.id)
    const [created] = await acme.events('user.create')
    const updates = await acme.events('user.update')
    expect(byName(found, 'userName')).toMatchObject({
      urn: null,
      hidden: false,
      values: [{ label: null, value: 'ada@acme.example' }],
      source: { by: 'scim', action: 'user.create', seq: created?.seq, certain: true },
    })
    expect(byName(found, 'emails')?.values).toEqual([
      { label: 'work, primary', value: 'ada@acme.example' },
      { label: null, value: 'a@home.example' },
    ])
    expect(byName(found, 'name.givenName')?.values).toEqual([{ label: null, value: 'Ada' }])
    expect(byName(found, 'title')?.source).toMatchObject({ action: 'user.update', seq: updates[0]?.seq, certain: true })
    expect(byName(found, 'department')).toMatchObject({ urn: ENTERPRISE, source: { seq: updates[1]?.seq } })
    const entries = new Set(found.attributes.map(({ source }) => source?.logEntryId))
    expect(entries.size).toBe(3)
    expect(entries).not.toContain(null)
  })

  it('hides what a page of people does not show, until somebody reveals it and is recorded', async () => {
    const made = await okta.user('grace@acme.example', { phoneNumbers: [{ value: '+1 555 0100', type: 'work' }] })
    const found = await person(made.id)
    expect(JSON.stringify(found)).not.toContain('555')
    expect(byName(found, 'phoneNumbers')).toMatchObject({ hidden: true, values: [] })
    expect(found.hiddenValues).toBe(1)
    const auditor = await acme.person({ role: 'auditor' })
    await expect(revealPerson(authorize(auditor, 'provisioning-log:reveal'), { id: made.id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await acme.events('user.attributes.reveal')).toEqual([])
    const { attributes } = await revealPerson(authorize(admin, 'provisioning-log:reveal'), { id: made.id })
    expect(attributes.find(({ name }) => name === 'phoneNumbers')?.values).toEqual([
      { label: 'work', value: '+1 555 0100' },
    ])
    expect(await acme.events('user.attributes.reveal')).toMatchObject([
      { actor: { id: admin.id }, targets: [{ type: 'user', id: made.id }], metadata: { values: 1 } },
    ])
  })

  it('says where values came from to who may read the log, and to nobody else', async () => {
    const made = await okta.user('hidden@acme.example')
    const [viewer, auditor] = [await acme.person({ role: 'viewer' }), await acme.person({ role: 'auditor' })]
    const seen = await person(made.id, viewer)
    expect(seen.sourcesShown).toBe(false)
    expect(seen.attributes.every(({ source }) => source === null)).toBe(true)
    expect((await person(made.id, auditor)).attributes.every(({ source }) => source?.by === 'scim')).toBe(true)
    await expect(person(made.id, await acme.person({ role: 'agent' }))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is in groups directly and through others, and holds roles by each', async () => {
    const made = await okta.user('alan@acme.example')
    const inner = await okta.group('Inner', [made.id])
    const outer = await okta.group('Outer', [inner.id])
    const both = await okta.group('Both', [made.id, inner.id])
    await acme.mapping(okta.directoryId, 'outer', 'viewer')
    await acme.mapping(okta.directoryId, 'both', 'viewer')
    await acme.give(made.id, 'agent')
    const found = await person(made.id)
    expect(found.groupTotal).toBe(3)
    expect(found.groups).toMatchObject([
      { id: both.id, through: [], since: expect.any(String) },
      { id: inner.id, through: [], since: expect.any(String) },
      { id: outer.id, through: [{ id: inner.id, name: 'Inner' }], since: null },
    ])
    const viewer = found.roles.find(({ key }) => key === 'viewer')
    expect(viewer?.sources).toEqual([
      { type: 'group', group: { id: both.id, name: 'Both' }, through: null },
      { type: 'group', group: { id: outer.id, name: 'Outer' }, through: { id: inner.id, name: 'Inner' } },
    ])
    expect(found.roles.find(({ key }) => key === 'agent')?.sources).toMatchObject([{ type: 'direct' }])
    const read = authorize(admin, 'group:read')
    expect(await browseGroup(read, { id: outer.id })).toMatchObject({
      people: 0,
      nested: 1,
      peopleOverAll: 1,
      groups: [{ id: inner.id }],
      roles: [{ key: 'viewer', by: { id: outer.id } }],
    })
    expect(await browseGroup(read, { id: inner.id })).toMatchObject({
      within: [{ id: both.id }, { id: outer.id }],
      roles: [{ by: { id: both.id } }, { by: { id: outer.id } }],
    })
  })
})

describe('lists in the browser', () => {
  it('are paged and searched, each of its own directory', async () => {
    const tenant = await makeTestTenant()
    const reader = await tenant.person({ role: 'viewer' })
    const [own, other] = [await makeScimClient(tenant), await makeScimClient(tenant)]
    const ids: string[] = []
    for (const name of ['c', 'A', 'b', `${'long'.repeat(20)}1`, `${'long'.repeat(20)}2`]) {
      ids.push((await own.user(`${name}@acme.example`)).id)
    }
    await other.user('elsewhere@acme.example')
    const group = await own.group('Sales', ids)
    await own.group('100% Remote')
    const people = authorize(reader, 'member:read')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await browsePeople(people, { directoryId: own.directoryId, limit: 2, cursor })
      expect(page.total).toBe(5)
      seen.push(...page.items.map(({ userName }) => userName.slice(0, 1)))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen.join('')).toBe('Abcll')
    const found = await browsePeople(people, { directoryId: own.directoryId, limit: 2, search: 'B@ACME' })
    expect(found).toMatchObject({ total: 1, items: [{ userName: 'b@acme.example' }] })
    const groups = authorize(reader, 'group:read')
    expect(await browseGroups(groups, { directoryId: own.directoryId, limit: 9, search: '0%' })).toMatchObject({
      total: 1,
      items: [{ name: '100% Remote', people: 0 }],
    })
    expect(await browseGroups(groups, { directoryId: other.directoryId, limit: 9 })).toMatchObject({ total: 0 })
    const first = await browseMembers(groups, { groupId: group.id, limit: 4 })
    const second = await browseMembers(groups, { groupId: group.id, limit: 4, cursor: first.nextCursor ?? '' })
    expect([first.items.length, second.items.length, second.total, second.nextCursor]).toEqual([4, 1, 5, null])
  })

  it('know nothing of another tenant', async () => {
    const globex = await makeTestTenant()
    const theirs = await globex.person({ role: 'admin' })
    const made = await okta.user('mine@acme.example')
    const group = await okta.group('Mine', [made.id])
    const missing = { code: 'not_found' }
    const [people, groups] = [authorize(theirs, 'member:read'), authorize(theirs, 'group:read')]
    await expect(browsePeople(people, { directoryId: okta.directoryId, limit: 9 })).rejects.toMatchObject(missing)
    await expect(browsePerson(people, { id: made.id })).rejects.toMatchObject(missing)
    await expect(browseGroups(groups, { directoryId: okta.directoryId, limit: 9 })).rejects.toMatchObject(missing)
    await expect(browseGroup(groups, { id: group.id })).rejects.toMatchObject(missing)
    await expect(browseMembers(groups, { groupId: group.id, limit: 9 })).rejects.toMatchObject(missing)
    await expect(revealPerson(authorize(theirs, 'provisioning-log:reveal'), { id: made.id })).rejects.toMatchObject(
      missing,
    )
    expect(await browseGroup(authorize(admin, 'group:read'), { id: group.id })).toMatchObject({ name: 'Mine' })
  })
})
