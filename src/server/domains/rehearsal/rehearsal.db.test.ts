import { beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { flushProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { rehearseTraffic } from './index.ts'
import { everythingOf, person, reasons, rehearseAs } from './rehearsal.fixture.ts'

let acme: TestTenant
let owner: TestPerson
let admin: TestPerson
let okta: ScimClient
beforeAll(async () => {
  acme = await makeTestTenant()
  owner = await acme.person({ role: 'owner', name: 'Olga' })
  admin = await acme.person({ role: 'admin', name: 'Adam' })
  okta = await makeScimClient(acme)
  await acme.mapping(okta.directoryId, 'Sales', 'project-manager')
})

const nobody = (provider = 'okta') => ({ kind: 'list', provider, text: 'userName\nnobody@acme.test\n' })

describe('who may rehearse', () => {
  it.each(['viewer', 'auditor', 'project-manager'])('%s is refused, and an Admin is answered', async (role) => {
    const asked = { directoryId: okta.directoryId, source: nobody() }
    const other = await acme.person({ role })
    await expect(rehearseAs(other, asked)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'directory:rehearse',
    })
    expect((await acme.events('access.deny')).at(-1)).toMatchObject({
      actor: { id: other.id },
      metadata: { permission: 'directory:rehearse' },
    })
    expect((await rehearseAs(admin, asked)).totals.made).toBe(1)
  })

  it('somebody who signed in long ago is asked to confirm it first', async () => {
    const stale = await acme.person({ role: 'admin' })
    await storedRows(`UPDATE sessions SET authenticated_at = now() - interval '30 days' WHERE id = $1`, [
      stale.sessionId,
    ])
    await expect(rehearseAs(stale, { directoryId: okta.directoryId, source: nobody() })).rejects.toMatchObject({
      code: 'step_up_required',
    })
  })

  it("another tenant's directory is not found, as one that nobody has, and its own is", async () => {
    const globex = await makeTestTenant()
    const theirs = await globex.directory()
    for (const id of [theirs, newId()]) {
      await expect(rehearseAs(admin, { directoryId: id, source: nobody() })).rejects.toMatchObject({
        code: 'not_found',
      })
      await expect(rehearseAs(admin, { mappingsFrom: id, source: nobody() })).rejects.toMatchObject({
        code: 'not_found',
      })
    }
    expect((await rehearseAs(admin, { mappingsFrom: okta.directoryId, source: nobody() })).totals.made).toBe(1)
  })
})

describe('nothing of a rehearsal is kept', () => {
  it('of the removal of everybody and everything, but the event that it was rehearsed', async () => {
    const tenant = await makeTestTenant()
    const runner = await tenant.person({ role: 'owner' })
    const provider = await makeScimClient(tenant)
    const people = await Promise.all([1, 2, 3].map((n) => provider.user(`p${n}@acme.test`)))
    await provider.group(
      'Sales',
      people.map(({ id }) => id),
    )
    for (const { id } of people) await tenant.session(id)
    await storedRows(
      `INSERT INTO webhook_endpoints (tenant_id, id, url, description, event_types, kek_id, secret_wrapped)
       VALUES ($1, $2, 'https://hooks.example/in', '', '{user.deleted,membership.removed,group.deleted}', 'none', '')`,
      [tenant.id, newId()],
    )
    await flushProvisioningLog()
    const [before, events] = [await everythingOf(tenant), await tenant.events()]
    const result = await rehearseAs(runner, { directoryId: provider.directoryId, source: nobody('pingone') })
    expect(result.totals).toMatchObject({ deleted: 3, loses: 3, made: 1 })
    await flushProvisioningLog()
    expect(await everythingOf(tenant)).toEqual(before)
    const recorded = (await tenant.events()).slice(events.length)
    expect(recorded).toMatchObject([
      {
        action: 'directory.rehearse',
        actor: { id: runner.id },
        targets: [{ type: 'directory', id: provider.directoryId }],
        metadata: { provider: 'pingone', source: 'list', loses: 3, keeps: expect.any(Number) },
      },
    ])
  })

  it('where it fails in the middle: neither rows nor an event', async () => {
    const before = await everythingOf(acme)
    const events = await acme.events()
    let asked = 0
    const failing = rehearseTraffic(
      authorize(admin, 'directory:rehearse'),
      {
        directoryId: okta.directoryId,
        mappingsFrom: null,
        source: { kind: 'list', provider: 'okta', text: 'userName\na@x.test\nb@x.test', missing: 'remove' },
      },
      async (request, principal) => {
        asked += 1
        if (asked > 6) throw new Error('in the middle')
        const { answerRehearsed } = await import('#server/http/app.ts')
        return answerRehearsed(request, principal)
      },
    )
    await expect(failing).rejects.toThrow('in the middle')
    expect(await everythingOf(acme)).toEqual(before)
    expect(await acme.events()).toEqual(events)
  })

  it('its token opens nothing outside of it', async () => {
    const { answerRehearsed } = await import('#server/http/app.ts')
    const request = new Request('http://rehearsal.invalid/scim/v2/Users')
    const principal = {
      type: 'directory' as const,
      tenantId: acme.id,
      id: okta.directoryId,
      tokenId: newId(),
      request: { source: 'scim' as const, requestId: 'x' },
    }
    expect((await answerRehearsed(request, principal)).status).toBe(401)
  })
})

it('the last Owner stays: what would take them is refused with the words of the real answer', async () => {
  const tenant = await makeTestTenant()
  const provider = await makeScimClient(tenant)
  const { id } = await provider.user('only-owner@acme.test', { displayName: 'Only Owner' })
  await tenant.give(id, 'owner')
  const runner = await tenant.person({ role: 'admin' })
  const result = await rehearseAs(runner, { directoryId: provider.directoryId, source: nobody('pingone') })
  expect(result.refused).toMatchObject([{ method: 'DELETE', status: 409, about: 'only-owner@acme.test' }])
  expect(result.refused[0]?.detail).toMatch(/Owner/)
  expect(person(result, 'Only Owner')).toMatchObject({ outcome: 'keeps', activeAfter: true })
})

it('the guard rail that would trip is named with the request at which it does, and holds the rest back', async () => {
  const tenant = await makeTestTenant()
  const runner = await tenant.person({ role: 'owner' })
  const provider = await makeScimClient(tenant, { guarded: true })
  for (let n = 0; n < 12; n += 1) await provider.user(`p${n}@acme.test`)
  const result = await rehearseAs(runner, { directoryId: provider.directoryId, source: nobody() })
  const { disabled } = result.totals
  expect(disabled).toBeGreaterThan(0)
  expect(result.guardRail).toMatchObject({ held: 12 - disabled, request: { method: 'PATCH', status: 503 } })
  expect((await storedRows('SELECT 1 FROM directory_holds WHERE tenant_id = $1', [tenant.id])).length).toBe(0)
})

describe("the tenant's own last requests", () => {
  const recently = () => ({ kind: 'log', from: new Date(Date.now() - 3_600_000).toISOString() })

  it('are sent again with what was in them, ids of then replaced by those of now', async () => {
    const tenant = await makeTestTenant()
    const runner = await tenant.person({ role: 'owner' })
    const provider = await makeScimClient(tenant)
    const ada = await provider.user('ada@acme.test', { displayName: 'Ada', password: 'never-kept' })
    const group = await provider.group('Sales', [ada.id])
    await provider.patch(`/Users/${ada.id}`, { op: 'replace', path: 'title', value: 'Analyst' })
    await provider.patch(`/Users/${ada.id}`, { op: 'replace', path: 'shoeSize', value: '44' })
    await flushProvisioningLog()
    // As if nothing of it had happened yet.
    await storedRows('DELETE FROM groups WHERE tenant_id = $1 AND id = $2', [tenant.id, group.id])
    await storedRows('DELETE FROM users WHERE tenant_id = $1 AND id = $2', [tenant.id, ada.id])
    await tenant.mapping(provider.directoryId, 'Sales', 'viewer')
    const result = await rehearseAs(runner, { directoryId: provider.directoryId, source: recently() })
    expect(result).toMatchObject({
      requests: { sent: 4, changing: 3, refused: 1 },
      leftOut: { partly: 0, done: 0 },
      refused: [{ method: 'PATCH', status: 400, scimType: 'invalidPath' }],
    })
    expect(person(result, 'Ada')).toMatchObject({
      outcome: 'gains',
      what: ['made'],
      userName: 'ada@acme.test',
      rolesAfter: [{ role: 'Viewer', from: 'group', group: 'Sales' }],
    })
    expect(reasons(result, 'Ada')).toEqual(['POST /Users 201', 'POST /Groups 201', 'PATCH /Users/id 200'])
  })

  it('that made what is here already are left out, and so are those of which a part was never stored', async () => {
    const tenant = await makeTestTenant()
    const runner = await tenant.person({ role: 'owner' })
    const provider = await makeScimClient(tenant)
    const people = await Promise.all(Array.from({ length: 60 }, (_, n) => provider.user(`p${n}@acme.test`)))
    const group = await provider.group('Sales')
    await provider.patch(`/Groups/${group.id}`, {
      op: 'add',
      path: 'members',
      value: people.map(({ id }) => ({ value: id })),
    })
    await flushProvisioningLog()
    const result = await rehearseAs(runner, { directoryId: provider.directoryId, source: recently() })
    expect(result.leftOut).toEqual({ done: 61, partly: 1 })
    expect(result.totals).toMatchObject({ gains: 0, loses: 0 })
  })

  it('are those of a directory, and none is not an answer', async () => {
    await expect(rehearseAs(admin, { source: recently() })).rejects.toThrow()
    const silent = await acme.directory()
    await expect(rehearseAs(owner, { directoryId: silent, source: recently() })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})
