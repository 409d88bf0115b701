import { beforeAll, describe, expect, it } from 'vitest'
import { REHEARSED_PROVIDERS } from '#contracts/rehearsals.ts'
import { flushProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { makeScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { everythingOf, person, reasons, rehearseAs, rolesOf } from './rehearsal.fixture.ts'

let acme: TestTenant
let admin: TestPerson
let directoryId = ''
type Made = { id: string; userName: string; displayName: string }
let [ada, bert, cora]: Made[] = []

/** Ada is in Sales, Bert in Sales and Support, Cora in Support, Dora signed in before any directory knew her. */
beforeAll(async () => {
  acme = await makeTestTenant()
  await acme.person({ role: 'owner', name: 'Owner' })
  admin = await acme.person({ role: 'admin', name: 'Admin' })
  const okta = await makeScimClient(acme)
  directoryId = okta.directoryId
  const made = (name: string) =>
    okta.user(`${name.toLowerCase()}@acme.test`, {
      displayName: name,
      emails: [{ type: 'work', primary: true, value: `${name.toLowerCase()}@acme.test` }],
    })
  ada = await made('Ada')
  bert = await made('Bert')
  cora = await made('Cora')
  await acme.person({ name: 'Dora' })
  await acme.group({ directoryId, name: 'Sales', members: [ada?.id ?? '', bert?.id ?? ''], role: 'project-manager' })
  await acme.group({ directoryId, name: 'Support', members: [bert?.id ?? '', cora?.id ?? ''], role: 'viewer' })
  await acme.mapping(directoryId, 'Security', 'auditor')
  await flushProvisioningLog()
})

const row = (of: Made | undefined, groups: string) => `${of?.userName},${of?.displayName},${groups},\n`
const head = 'userName,displayName,groups,active\n'

describe.each(REHEARSED_PROVIDERS)('%s', (provider) => {
  const sendsGroups = provider !== 'google'
  const list = (text: string, more = {}) =>
    rehearseAs(admin, { directoryId, source: { kind: 'list', provider, text, ...more } })

  it('that has the same people and groups changes nobody, and none of its requests is refused', async () => {
    const result = await rehearseAs(admin, { directoryId, source: { kind: 'people', provider } })
    expect(result).toMatchObject({
      requests: { refused: 0, changing: provider === 'okta-wizard' ? 3 : 0 },
      totals: { gains: 0, loses: 0, made: 0 },
      groups: [],
      refused: [],
      sendsGroups,
    })
  })

  it('says who gains, who loses and who keeps access, and by which request', async () => {
    const before = await everythingOf(acme)
    // Ada moves from Sales to Security; Bert leaves Support; Cora is unassigned; Emil is new.
    const result = await list(
      `${head}${row(ada, 'Security')}${row(bert, 'Sales')}emil@acme.test,Emil,Sales;Security,true\n`,
    )
    expect(await everythingOf(acme)).toEqual(before)
    expect(result.refused).toEqual([])
    const outcome = (name: string) => {
      const found = person(result, name)
      return { outcome: found?.outcome, after: rolesOf(found?.rolesAfter).sort(), active: found?.activeAfter }
    }
    expect(outcome('Cora')).toMatchObject(
      provider === 'pingone' ? { outcome: 'loses', active: null } : { outcome: 'loses', active: false },
    )
    expect(person(result, 'Emil')).toMatchObject({ outcome: 'gains', what: ['made'], activeBefore: null })
    expect(person(result, 'Owner')?.outcome).toBe('keeps')
    expect(result.totals).toMatchObject({ made: 1 })
    if (!sendsGroups) {
      expect(outcome('Ada')).toMatchObject({ outcome: 'keeps', after: ['Project manager'] })
      expect(outcome('Emil').after).toEqual([])
      return
    }
    expect(outcome('Ada')).toMatchObject({ outcome: 'loses', after: ['Auditor'] })
    // Support is in nobody's list and is deleted.
    expect(outcome('Bert')).toMatchObject({ outcome: 'loses', after: ['Project manager'] })
    expect(outcome('Emil').after).toEqual(['Auditor', 'Project manager'])
    expect(reasons(result, 'Bert').at(-1)).toBe('DELETE /Groups/id 204')
    expect(reasons(result, 'Ada').join()).toContain(provider === 'okta-wizard' ? 'PUT /Groups/id' : 'PATCH /Groups/id')
    expect(reasons(result, 'Emil')[0]).toBe('POST /Users 201')
    expect(result.groups.map(({ name, what, roles }) => [name, what, roles])).toEqual([
      // As many people as before, but others.
      ['Sales', 'changed', ['Project manager']],
      ['Support', 'deleted', ['Viewer']],
      ['Security', 'made', ['Auditor']],
    ])
    expect(result.totals).toMatchObject({ gains: 1, loses: 3 })
  })

  it('leaves alone who is not in the list, where it is told to', async () => {
    const result = await list(`${head}${row(ada, 'Sales')}`, { missing: 'leave' })
    expect(person(result, 'Cora')).toMatchObject({ outcome: 'keeps', what: [] })
    // Sales is in the list and Bert is not in it there.
    expect(person(result, 'Bert')).toMatchObject(
      sendsGroups ? { outcome: 'loses', what: [] } : { outcome: 'keeps', what: [] },
    )
  })

  it('shows what a directory would do that is not there yet: it takes over who has none and is refused who has one', async () => {
    const text = `${head}dora@x.test,Dora,Sales,true\n`.replace('dora@x.test', (await emailOf('Dora')) ?? '')
    const result = await rehearseAs(admin, {
      mappingsFrom: directoryId,
      source: { kind: 'list', provider, text: `${text}${row(ada, 'Sales')}` },
    })
    expect(person(result, 'Dora')).toMatchObject({
      what: ['adopted'],
      outcome: sendsGroups ? 'gains' : 'keeps',
      rolesAfter: sendsGroups ? [{ role: 'Project manager', from: 'group', group: 'Sales' }] : [],
    })
    expect(result).toMatchObject({
      directory: null,
      refused: [{ method: 'POST', path: '/Users', status: 409, scimType: 'uniqueness', about: 'Ada' }],
    })
    expect(result.refused[0]?.advice.length).toBeGreaterThan(0)
    expect(person(result, 'Ada')).toMatchObject({ outcome: 'keeps' })
  })
})

async function emailOf(name: string): Promise<string | undefined> {
  const result = await rehearseAs(admin, { directoryId, source: { kind: 'people', provider: 'entra' } })
  return person(result, name)?.userName
}

it('a mapped group that vanishes says who loses what they had by it, and by which request', async () => {
  const result = await rehearseAs(admin, {
    directoryId,
    source: {
      kind: 'list',
      provider: 'entra',
      text: `${head}${row(ada, '')}${row(bert, 'Support')}${row(cora, 'Support')}`,
    },
  })
  const losing = result.people.filter(({ outcome }) => outcome === 'loses')
  expect(losing.map(({ name, rolesBefore }) => [name, rolesBefore.filter(({ group }) => group === 'Sales')])).toEqual([
    ['Ada', [{ role: 'Project manager', from: 'group', group: 'Sales' }]],
    ['Bert', [{ role: 'Project manager', from: 'group', group: 'Sales' }]],
  ])
  expect(reasons(result, 'Ada')).toEqual(['DELETE /Groups/id 204'])
  expect(result.groups).toMatchObject([{ name: 'Sales', what: 'deleted', peopleBefore: 2, peopleAfter: 0 }])
})
