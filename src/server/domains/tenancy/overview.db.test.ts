import { beforeAll, describe, expect, it } from 'vitest'
import { overviewGetOutput } from '#contracts/overview.ts'
import { assignRole, authorize } from '#server/domains/access/index.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { getOverview } from './index.ts'

const overview = (reader: TestPerson) => getOverview(authorize(reader, 'tenant:read'))

let acme: TestTenant
let owner: TestPerson

beforeAll(async () => {
  acme = await makeTestTenant()
  owner = await acme.person({ role: 'owner' })
  await acme.person({ active: false })
  const member = await acme.person({})
  await acme.session(member.id)
  await assignRole(authorize(owner, 'role:assign'), { memberId: member.id, roleKey: 'viewer' })
})

describe('behaviour', () => {
  it('counts people, open sessions and events exactly', async () => {
    const answer = await overview(owner)
    expect(overviewGetOutput.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({
      people: { active: 2, disabled: 1 },
      sessions: { open: 3, people: 2 },
      audit: { size: 2, last24Hours: 2, last7Days: 2, lastVerification: null },
      connections: [],
      directories: [],
    })
    const [head] = await storedRows<{ hash: string }>(
      `SELECT encode(entry_hash, 'base64') AS hash FROM audit_heads WHERE tenant_id = $1`,
      [acme.id],
    )
    expect(answer.audit?.headHash).toBe(head?.hash)
    expect(answer.audit?.recentEvents.map((event) => event.seq)).toEqual([2, 1])
  })

  it('gives the last 30 UTC days, the oldest first, and zeros for days without events', async () => {
    const days = (await overview(owner)).audit?.eventsByDay ?? []
    expect(days).toHaveLength(30)
    expect(days.at(-1)).toEqual({ day: new Date().toISOString().slice(0, 10), success: 2, failure: 0, denied: 0 })
    expect(days.slice(0, -1).every((day) => day.success + day.failure + day.denied === 0)).toBe(true)
    expect(days.map((day) => day.day)).toEqual(days.map((day) => day.day).sort())
  })

  it('does not count sessions that have ended', async () => {
    const tenant = await makeTestTenant()
    const reader = await tenant.person({ role: 'owner' })
    await storedRows(`UPDATE sessions SET expires_at = now() - interval '1 minute' WHERE id = $1`, [
      await tenant.session(reader.id),
    ])
    await storedRows('UPDATE sessions SET revoked_at = now() WHERE id = $1', [await tenant.session(reader.id)])
    expect((await overview(reader)).sessions).toEqual({ open: 1, people: 1 })
  })

  it('asks the database as often for a large tenant as for a small one', async () => {
    const tenant = await makeTestTenant()
    const reader = await tenant.person({ role: 'owner' })
    await assignRole(authorize(reader, 'role:assign'), { memberId: reader.id, roleKey: 'viewer' })
    await tenant.directory()
    const few = await countQueries(() => overview(reader))
    for (const role of ['admin', 'agent', 'auditor']) {
      await assignRole(authorize(reader, 'role:assign'), { memberId: reader.id, roleKey: role })
      await tenant.person()
      await tenant.directory()
    }
    expect(await countQueries(() => overview(reader))).toBe(few)
  })
})

describe('roles', () => {
  it('gives a reader only the parts they may see, without recording that as a denial', async () => {
    const agent = await acme.person({ role: 'agent' })
    expect(await overview(agent)).toEqual({
      people: null,
      sessions: null,
      audit: null,
      connections: null,
      directories: null,
    })
    const viewer = await acme.person({ role: 'viewer' })
    expect(await overview(viewer)).toMatchObject({
      people: { disabled: 1 },
      sessions: null,
      audit: null,
      connections: [],
      directories: [],
    })
    expect(await acme.events('access.deny')).toEqual([])
  })

  it('is refused to a person without any role, and that is recorded', async () => {
    const nobody = await acme.person()
    await expect(overview(nobody)).rejects.toMatchObject({ code: 'forbidden', permission: 'tenant:read' })
    expect(await acme.events('access.deny')).toMatchObject([{ actor: { id: nobody.id } }])
  })
})

describe('tenants', () => {
  it('counts nothing of another tenant', async () => {
    const globex = await makeTestTenant()
    const reader = await globex.person({ role: 'owner' })
    expect(await overview(reader)).toMatchObject({
      people: { active: 1, disabled: 0 },
      sessions: { open: 1, people: 1 },
      audit: { size: 1, last7Days: 1 },
    })
  })
})
