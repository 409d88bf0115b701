import { beforeAll, describe, expect, it } from 'vitest'
import { membersGetOutput } from '#contracts/members.ts'
import { assignRole, authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { getMember } from './index.ts'

const get = (reader: TestPerson, id: string) => getMember(authorize(reader, 'member:read'), { id })

let acme: TestTenant
let owner: TestPerson
let member: TestPerson
let groupId: string

beforeAll(async () => {
  acme = await makeTestTenant()
  owner = await acme.person({ name: 'Ola Owner', role: 'owner' })
  const directoryId = await acme.directory('Entra')
  member = await acme.person({ name: 'Mia Member', directoryId })
  groupId = await acme.group({ directoryId, name: 'Auditors', members: [member.id], role: 'auditor' })
  await assignRole(authorize(owner, 'role:assign'), { memberId: member.id, roleKey: 'auditor' })
})

describe('behaviour', () => {
  it('shows what gives a person each role, their groups, open sessions and newest events', async () => {
    const person = await get(owner, member.id)
    expect(membersGetOutput.parse(person)).toEqual(person)
    expect(person.roles).toEqual([
      {
        key: 'auditor',
        name: 'Auditor',
        sources: [
          { type: 'direct', assignedAt: expect.any(String) },
          { type: 'group', group: { id: groupId, name: 'Auditors' } },
        ],
      },
    ])
    expect(person.groups).toEqual([{ id: groupId, name: 'Auditors' }])
    expect(person.sessions).toMatchObject([{ id: member.sessionId, current: false, person: { id: member.id } }])
    expect(person.recentEvents).toMatchObject([{ action: 'role.assign', actor: { id: owner.id } }])
  })

  it('marks the session that asks and lists what the person did as well', async () => {
    const self = await get(owner, owner.id)
    expect(self.sessions).toMatchObject([{ id: owner.sessionId, current: true }])
    expect(self.recentEvents).toMatchObject([{ action: 'role.assign' }])
  })

  it('asks the database as often for many groups and sessions as for few', async () => {
    const few = await countQueries(() => get(owner, member.id))
    const directoryId = await acme.directory()
    for (let index = 0; index < 10; index += 1) {
      await acme.group({ directoryId, name: `Group ${index}`, members: [member.id] })
      await acme.session(member.id)
    }
    expect(await countQueries(() => get(owner, member.id))).toBe(few)
  })
})

describe('roles', () => {
  it('leaves out sessions and events for a viewer and refuses an agent', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    expect(await get(viewer, member.id)).toMatchObject({ id: member.id, sessions: null, recentEvents: null })
    expect(await acme.events('access.deny')).toEqual([])
    const agent = await acme.person({ role: 'agent' })
    await expect(get(agent, member.id)).rejects.toMatchObject({ code: 'forbidden', permission: 'member:read' })
    expect(await acme.events('access.deny')).toHaveLength(1)
  })
})

describe('tenants', () => {
  it('answers for a person of another tenant as for nobody', async () => {
    const outsider = await (await makeTestTenant()).person({ role: 'owner' })
    const missing = await get(outsider, newId()).catch((error: Error) => error)
    const foreign = await get(outsider, member.id).catch((error: Error) => error)
    expect(foreign).toMatchObject({ code: 'not_found' })
    expect({ ...(foreign as object), message: (foreign as Error).message }).toEqual({
      ...(missing as object),
      message: (missing as Error).message,
    })
  })
})
