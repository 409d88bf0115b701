import { beforeEach, describe, expect, it } from 'vitest'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
beforeEach(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const metadata = async (action: string) => (await tenant.events(action)).map((event) => event.metadata)
const rename = (id: string, value: string) =>
  client.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value })

describe('the event of a change that gives or takes roles names them', () => {
  it('where a group is renamed into a mapping, from one into another, and out again', async () => {
    await tenant.mapping(client.directoryId, 'Helpdesk', 'admin')
    await tenant.mapping(client.directoryId, 'helpdesk', 'viewer')
    await tenant.mapping(client.directoryId, 'Auditors', 'auditor')
    await tenant.mapping(client.directoryId, 'AUDITORS', 'viewer')
    const { id } = await client.group('Nobodies', [(await client.user('a@acme.test')).id])
    await rename(id, 'HELPDESK')
    await rename(id, 'Auditors')
    await rename(id, 'auditors')
    await rename(id, 'Nobodies')
    expect(await metadata('group.update')).toEqual([
      { changed: ['displayName'], rolesGained: ['admin', 'viewer'] },
      { changed: ['displayName'], rolesGained: ['auditor'], rolesLost: ['admin'] },
      { changed: ['displayName'] },
      { changed: ['displayName'], rolesLost: ['auditor', 'viewer'] },
    ])
  })

  it('where people come into a group, leave it, or it goes', async () => {
    await tenant.mapping(client.directoryId, 'Helpdesk', 'admin')
    const [a, b] = [(await client.user('a@acme.test')).id, (await client.user('b@acme.test')).id]
    const { id } = await client.group('helpdesk', [a])
    await client.patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [{ value: b }] })
    await client.delete(`/Groups/${id}`)
    expect(await metadata('group.member.add')).toEqual([
      { count: 1, rolesGained: ['admin'] },
      { count: 1, rolesGained: ['admin'] },
    ])
    expect(await metadata('group.member.remove')).toEqual([{ count: 1, rolesLost: ['admin'] }])
    expect(await tenant.events('group.delete')).toMatchObject([{ metadata: { rolesLost: ['admin'] } }])
  })

  it('and nothing of roles where a group gives none, or only one of another directory does', async () => {
    const sibling = await makeScimClient(tenant)
    await tenant.mapping(sibling.directoryId, 'Sales', 'admin')
    const { id } = await client.group('Sales', [(await client.user('a@acme.test')).id])
    await rename(id, 'Sellers')
    await client.delete(`/Groups/${id}`)
    expect(await metadata('group.member.add')).toEqual([{ count: 1 }])
    expect(await metadata('group.update')).toEqual([{ changed: ['displayName'] }])
    expect((await tenant.events('group.delete'))[0]?.metadata).not.toHaveProperty('rolesLost')
  })
})
