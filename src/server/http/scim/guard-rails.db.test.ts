import { beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import {
  getGuardRail,
  keepRemovalsOut,
  letRemovalsPass,
  listPausedDirectories,
  resumeRemovals,
  updateGuardRail,
} from '#server/domains/directory/index.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
let admin: TestPerson
let ids: string[]
/** Twenty people of the directory, the admin and the one who made the token: 22 active, so that the fifth crosses. */
beforeEach(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant, { guarded: true })
  admin = await tenant.person({ role: 'admin' })
  ids = []
  for (let n = 0; n < 20; n += 1) ids.push((await client.user(`p${n}@acme.test`)).id)
})

const disable = (id: string | undefined) => client.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
const statuses = (replies: { status: number }[]) => replies.map((reply) => reply.status)
const managing = () => authorize({ ...admin, request: testRequest() }, 'directory:manage')
const reading = () => authorize({ ...admin, request: testRequest() }, 'directory:read')
const rail = () => getGuardRail(reading(), { directoryId: client.directoryId })
const active = async () => (await storedRows('SELECT 1 FROM users WHERE tenant_id = $1 AND active', [tenant.id])).length

async function inTurn(people: (string | undefined)[], remove = disable) {
  const replies = []
  for (const id of people) replies.push(await remove(id))
  return replies
}

describe('the guard rail of a directory', () => {
  it('holds back the removal that would cross the line: 503, Retry-After, a SCIM error that says who decides, and nothing changed', async () => {
    expect(statuses(await inTurn(ids.slice(0, 4)))).toEqual([200, 200, 200, 200])
    const held = await disable(ids[4])
    expect(held.status).toBe(503)
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(held.body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '503' })
    expect(held.body.detail).toMatch(/paused.*Owner or Admin.*let the removals pass/)
    const { body } = await client.get(`/Users/${ids[4]}`)
    expect(body).toMatchObject({ active: true, meta: { version: 'W/"1"' } })
    expect(await rail()).toMatchObject({
      pause: {
        removed: 4,
        active: 22,
        held: 1,
        keptOut: null,
        people: [{ id: ids[4], operation: 'disable', attempts: 1 }],
      },
    })
    expect(await tenant.events('directory.removals.pause')).toMatchObject([
      { targets: [{ id: client.directoryId }], metadata: { removed: 4, active: 22, windowMinutes: 60 } },
    ])
    const mails = await storedRows<{ payload: { notice: string } }>(
      `SELECT payload FROM outbox WHERE tenant_id = $1 AND topic = 'notify-owners'`,
      [tenant.id],
    )
    expect(mails.map(({ payload }) => payload.notice)).toContain('directory-removals.pause')
  })

  it('holds back PUT, PATCH and DELETE alike while paused, and lets everything else go on', async () => {
    await inTurn(ids.slice(0, 5))
    const { body } = await client.get(`/Users/${ids[5]}`)
    expect((await client.put(`/Users/${ids[5]}`, { ...body, active: false })).status).toBe(503)
    expect((await client.delete(`/Users/${ids[6]}`)).status).toBe(503)
    expect((await client.delete(`/Users/${ids[0]}`)).status).toBe(503)
    expect((await client.patch(`/Users/${ids[5]}`, { op: 'replace', path: 'title', value: 'T' })).status).toBe(200)
    expect((await client.patch(`/Users/${ids[0]}`, { op: 'replace', value: { active: true } })).status).toBe(200)
    await client.user('new@acme.test')
    await client.group('Sales', [ids[5] ?? ''])
    expect((await rail()).pause?.people.map(({ id }) => id).sort()).toEqual([ids[0], ids[4], ids[5], ids[6]].sort())
  })

  it('counts a held person once, however often the provider tries', async () => {
    await inTurn(ids.slice(0, 5))
    await inTurn([ids[4], ids[4]])
    expect((await rail()).pause).toMatchObject({ held: 1, people: [{ attempts: 3 }] })
    expect(await tenant.events('directory.removals.hold')).toHaveLength(1)
    expect(await tenant.events('directory.removals.pause')).toHaveLength(1)
  })

  it('lets no more through of 20 at the same moment than one after the other', async () => {
    const replies = await Promise.all(ids.map((id, n) => (n % 2 === 0 ? disable(id) : client.delete(`/Users/${id}`))))
    expect(statuses(replies).filter((status) => status < 300)).toHaveLength(4)
    expect(statuses(replies).filter((status) => status === 503)).toHaveLength(16)
    expect(await active()).toBe(18)
    expect((await rail()).pause?.held).toBe(16)
    expect(await tenant.events('directory.removals.pause')).toHaveLength(1)
  })

  it('never lets a random sequence of parallel removals and returns cross the line', async () => {
    let seed = 7
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    const gone = new Set<string>()
    for (let round = 0; round < 12; round += 1) {
      const picked = Array.from({ length: 1 + next(8) }, () => ids[next(ids.length)] as string)
      const kinds = picked.map(() => next(3))
      const replies = await Promise.all(
        picked.map((id, at) => {
          if (kinds[at] === 0) return client.delete(`/Users/${id}`)
          return client.patch(`/Users/${id}`, { op: 'replace', value: { active: kinds[at] === 2 } })
        }),
      )
      for (const [at, { status }] of replies.entries()) {
        expect([200, 204, 404, 503]).toContain(status)
        if (status < 300 && kinds[at] !== 2) gone.add(picked[at] as string)
      }
      expect(gone.size).toBeLessThanOrEqual(4)
    }
    const [counted] = await storedRows<{ people: number }>(
      'SELECT count(DISTINCT user_id)::int AS people FROM leaver_receipts WHERE tenant_id = $1',
      [tenant.id],
    )
    expect(counted?.people).toBeLessThanOrEqual(4)
  })

  it('counts only the window, and only beyond the smallest number of people', async () => {
    await inTurn(ids.slice(0, 4))
    await storedRows(
      `UPDATE leaver_receipts SET recorded_at = recorded_at - interval '61 minutes' WHERE tenant_id = $1`,
      [tenant.id],
    )
    expect(statuses(await inTurn(ids.slice(4, 9)))).toEqual([200, 200, 200, 200, 503])
  })

  it('stops only its own directory', async () => {
    await inTurn(ids.slice(0, 5))
    const sibling = await makeScimClient(tenant, { guarded: true })
    const { id } = await sibling.user('theirs@acme.test')
    expect((await sibling.delete(`/Users/${id}`)).status).toBe(204)
    expect((await listPausedDirectories(reading())).items).toMatchObject([{ directoryId: client.directoryId, held: 1 }])
    const foreign = await (await makeTestTenant()).person({ role: 'owner' })
    const theirs = authorize({ ...foreign, request: testRequest() }, 'directory:read')
    expect((await listPausedDirectories(theirs)).items).toEqual([])
  })

  it('that is off lets everybody be removed; the line is where the admin puts it', async () => {
    const { settings } = await rail()
    expect(settings).toEqual({ enabled: true, sharePercent: 20, peopleAtLeast: 5, windowMinutes: 60 })
    const set = (more: Partial<typeof settings>) =>
      updateGuardRail(managing(), { directoryId: client.directoryId, settings: { ...settings, ...more } })
    await set({ sharePercent: 10, peopleAtLeast: 1 })
    expect(statuses(await inTurn(ids.slice(0, 3)))).toEqual([200, 200, 503])
    await set({ enabled: false })
    expect(statuses(await inTurn(ids.slice(2)))).toEqual(Array(18).fill(200))
    expect(await tenant.events('directory.guard_rail.update')).toHaveLength(2)
  })
})

describe('who may manage directories decides:', () => {
  beforeEach(() => inTurn(ids.slice(0, 6)))
  const directoryId = () => ({ directoryId: client.directoryId })

  it('let them pass: so many of the next attempts go through uncounted, and then the line holds again', async () => {
    await letRemovalsPass(managing(), { ...directoryId(), people: 2, hours: 24 })
    expect(await rail()).toMatchObject({ pause: null, pass: { people: 2 } })
    expect(statuses(await inTurn(ids.slice(4, 6)))).toEqual([200, 200])
    expect(await rail()).toMatchObject({ pass: null, removed: 0 })
    // Of 16 who are left, the fourth would be a quarter, and the fifth the smallest number that counts.
    expect(statuses(await inTurn(ids.slice(6, 11)))).toEqual([200, 200, 200, 200, 503])
    expect(await tenant.events('directory.removals.pass')).toMatchObject([{ metadata: { people: 2, hours: 24 } }])
    const receipts = await storedRows<{ passed: boolean; waited: boolean }>(
      `SELECT passed, recorded_at - requested_at > interval '0' AS waited FROM leaver_receipts WHERE tenant_id = $1 AND passed`,
      [tenant.id],
    )
    expect(receipts).toEqual([
      { passed: true, waited: true },
      { passed: true, waited: true },
    ])
  })

  it('a pass that has run out of time lets nobody more through than the line does', async () => {
    await letRemovalsPass(managing(), { ...directoryId(), people: 100, hours: 1 })
    await storedRows(`UPDATE directory_guard_rails SET pass_until = now() - interval '1 second' WHERE tenant_id = $1`, [
      tenant.id,
    ])
    expect(statuses(await inTurn(ids.slice(4, 9)))).toEqual([200, 200, 200, 200, 503])
  })

  it('no more pass at the same moment than were let pass', async () => {
    await letRemovalsPass(managing(), { ...directoryId(), people: 3, hours: 1 })
    const replies = await Promise.all(ids.slice(4).map(disable))
    expect(statuses(replies).filter((status) => status === 200)).toHaveLength(3 + 4)
  })

  it('keep them out: they stay held, the answer says so, until somebody resumes', async () => {
    await keepRemovalsOut(managing(), directoryId())
    const held = await disable(ids[4])
    expect(held).toMatchObject({ status: 503 })
    expect(held.body.detail).toContain('keep these removals out')
    expect((await rail()).pause?.keptOut).toMatchObject({ by: admin.name })
    await resumeRemovals(managing(), directoryId())
    expect(await rail()).toMatchObject({ pause: null, pass: null })
    expect((await disable(ids[4])).status).toBe(200)
    expect(await tenant.events('directory.removals.keep_out')).toMatchObject([{ metadata: { held: 2 } }])
    expect(await tenant.events('directory.removals.resume')).toHaveLength(1)
    await expect(resumeRemovals(managing(), directoryId())).rejects.toMatchObject({ code: 'conflict' })
  })

  it('nobody else does', async () => {
    const viewer = await tenant.person({ role: 'viewer' })
    const theirs = authorize({ ...viewer, request: testRequest() }, 'directory:manage')
    await expect(letRemovalsPass(theirs, { ...directoryId(), people: 2, hours: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect((await disable(ids[4])).status).toBe(503)
  })
})
