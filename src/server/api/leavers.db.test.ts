import { createHash, randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { authorize, createApiKey } from '#server/domains/access/index.ts'
import { mapGroupRole } from '#server/domains/directory/index.ts'
import {
  downloadReceipt,
  getLeaver,
  getLeaverFigures,
  getSigningKey,
  listLeavers,
  verifyReceipt,
} from '#server/domains/leavers/index.ts'
import { answerMachine } from '#server/http/app.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { handleRequest } from './handle-request.ts'

let tenant: TestTenant
let client: ScimClient
let owner: TestPerson
beforeEach(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
  owner = await tenant.person({ role: 'owner' })
})

const disable = { op: 'replace', value: { active: false } }
const enable = { op: 'replace', value: { active: true } }
const reading = (actor: TestPerson = owner) => authorize({ ...actor, request: testRequest() }, 'leaver:read')

/** Somebody with a session whose cookie is known, an API key, a passkey and a role given by hand. */
async function leaver() {
  const user = await client.user(`${newId()}@acme.test`, { displayName: 'Lea Vega' })
  await tenant.give(user.id, 'admin')
  const sessionId = await tenant.session(user.id)
  const token = randomBytes(32).toString('base64url')
  await storedRows('UPDATE sessions SET token_hash = $2 WHERE id = $1', [
    sessionId,
    createHash('sha256').update(token).digest(),
  ])
  const principal = { ...owner, id: user.id, sessionId, request: testRequest() }
  const { key, item } = await createApiKey(authorize(principal, 'api-key:manage'), {
    name: 'Script',
    permissions: ['member:read'],
    expiresInDays: null,
  })
  const passkey = newId()
  await storedRows(
    `INSERT INTO passkeys (tenant_id, id, user_id, name, credential_id, public_key, counter, device_type, backed_up, aaguid)
     VALUES ($1, $2, $3, 'Key', $4, '\\x00', 0, 'singleDevice', false, $2)`,
    [tenant.id, passkey, user.id, randomBytes(16)],
  )
  return { id: user.id as string, sessionId, cookie: `__Host-gatehouse-session=${token}`, key, keyId: item.id, passkey }
}

async function me(cookie: string): Promise<number> {
  return (await handleRequest(new Request('http://127.0.0.1:3000/api/trpc/me.get', { headers: { cookie } }))).status
}
async function members(key: string): Promise<number> {
  const request = new Request('http://127.0.0.1:3000/api/v1/members', { headers: { Authorization: `Bearer ${key}` } })
  return (await answerMachine(request, { exchange: { requestId: newId(), clientIp: '203.0.113.7', forwarded: false } }))
    .status
}
async function receiptOf(personId: string) {
  const { items } = await listLeavers(reading(), {})
  const found = items.filter((item) => item.person.id === personId)
  return Promise.all(found.map(({ id }) => getLeaver(reading(), { id })))
}

describe('disabling somebody over SCIM', () => {
  it('refuses their cookie and key from the next request on, and the receipt has each end and each first refusal', async () => {
    const person = await leaver()
    expect([await me(person.cookie), await members(person.key)]).toEqual([200, 200])
    expect((await client.patch(`/Users/${person.id}`, disable)).status).toBe(200)
    const [before] = await receiptOf(person.id)
    expect(before).toMatchObject({
      cause: 'disable',
      person: { id: person.id, name: 'Lea Vega' },
      directory: { id: client.directoryId },
      sessions: 1,
      tokens: 1,
      passkeys: 1,
      firstRefusedAt: null,
      rolesLost: [{ role: 'admin', from: 'hand' }],
    })
    expect([await me(person.cookie), await members(person.key), await me(person.cookie)]).toEqual([401, 401, 401])
    const [after] = await receiptOf(person.id)
    expect(after?.ended.map(({ kind, id, refusedAt }) => [kind, id, refusedAt !== null]).sort()).toEqual(
      [
        ['api_key', person.keyId, true],
        ['passkey', person.passkey, false],
        ['session', person.sessionId, true],
      ].sort(),
    )
    expect(after?.firstRefusedAt).not.toBeNull()
    expect(Date.parse(after?.accessEndedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(after?.requestedAt ?? ''))
    expect(await tenant.events('leaver.attempt.refuse')).toHaveLength(2)
    expect((await tenant.events('user.disable'))[0]?.metadata).toEqual({
      sessionsEnded: 1,
      keysEnded: 1,
      passkeysEnded: 1,
      rolesLost: ['admin'],
      receiptId: after?.id,
    })
  })

  it('leaves the session and the key of somebody else alone', async () => {
    const [leaving, staying] = [await leaver(), await leaver()]
    await client.patch(`/Users/${leaving.id}`, disable)
    expect([await me(staying.cookie), await members(staying.key)]).toEqual([200, 200])
    expect(await receiptOf(staying.id)).toEqual([])
    expect(await tenant.events('leaver.attempt.refuse')).toEqual([])
  })

  it('keeps a SCIM token that the person made, which is the directory’s, and says so', async () => {
    const person = await leaver()
    const [token] = await storedRows<{ id: string }>(
      'UPDATE scim_tokens SET created_by = $2 WHERE tenant_id = $1 RETURNING id',
      [tenant.id, person.id],
    )
    await client.patch(`/Users/${person.id}`, disable)
    expect((await receiptOf(person.id))[0]?.kept).toEqual([{ kind: 'scim_token', id: token?.id }])
    expect((await client.get(`/Users/${person.id}`)).status).toBe(200)
  })
})

describe('enabling again', () => {
  it('brings back what groups give now, and no session, key, passkey or role given by hand', async () => {
    const person = await leaver()
    const mapping = { directoryId: client.directoryId, groupName: 'Sales', roleKey: 'viewer' }
    await mapGroupRole(authorize({ ...owner, request: testRequest() }, 'group:map'), mapping)
    const group = await client.group('Sales', [person.id])
    await client.patch(`/Users/${person.id}`, disable)
    await client.patch(`/Users/${person.id}`, enable)
    const roles = () =>
      storedRows(
        `SELECT r.key FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
         WHERE e.tenant_id = $1 AND e.user_id = $2`,
        [tenant.id, person.id],
      )
    expect(await roles()).toEqual([{ key: 'viewer' }])
    expect([await me(person.cookie), await members(person.key)]).toEqual([401, 401])
    expect(await storedRows('SELECT 1 FROM passkeys WHERE user_id = $1', [person.id])).toEqual([])
    // From groups as they are when the person is enabled, never from how they were.
    await client.patch(`/Users/${person.id}`, disable)
    await client.patch(`/Groups/${group.id}`, { op: 'remove', path: `members[value eq "${person.id}"]` })
    await client.patch(`/Users/${person.id}`, enable)
    expect(await roles()).toEqual([])
  })
})

describe('deleting', () => {
  it('leaves a receipt that outlives the person, and their cookie is known when it comes back', async () => {
    const person = await leaver()
    await client.delete(`/Users/${person.id}`)
    expect([await me(person.cookie), await members(person.key)]).toEqual([401, 401])
    const [receipt, ...more] = await receiptOf(person.id)
    expect(more).toEqual([])
    expect(receipt).toMatchObject({
      cause: 'delete',
      sessions: 1,
      tokens: 1,
      passkeys: 1,
      person: { exists: false, name: 'Lea Vega' },
    })
    expect(receipt?.ended.filter(({ refusedAt }) => refusedAt !== null)).toHaveLength(2)
  })

  it('of somebody who was disabled before makes no second receipt', async () => {
    const person = await leaver()
    await client.patch(`/Users/${person.id}`, disable)
    await client.delete(`/Users/${person.id}`)
    expect(await receiptOf(person.id)).toMatchObject([{ cause: 'disable' }])
  })
})

describe('the figures', () => {
  it('measure who left against the goal, and say of a day on which nobody left that nobody did', async () => {
    const none = await getLeaverFigures(reading())
    expect(none.days30).toEqual({ leavers: 0, medianMs: null, p95Ms: null, worstMs: null, withinGoal: 0 })
    expect(none.byDay.map(({ leavers, worstMs }) => [leavers, worstMs])).toEqual(Array(30).fill([0, null]))

    for (const person of [await leaver(), await leaver()]) await client.patch(`/Users/${person.id}`, disable)
    const [late] = await listLeavers(reading(), {}).then(({ items }) => items)
    await storedRows(`UPDATE leaver_receipts SET requested_at = access_ended_at - interval '6 minutes' WHERE id = $1`, [
      late?.id,
    ])
    const { days30, days90, byDay } = await getLeaverFigures(reading())
    expect(days30).toMatchObject({ leavers: 2, withinGoal: 1, worstMs: 360_000 })
    expect(days90).toEqual(days30)
    expect(byDay.at(-1)).toMatchObject({ leavers: 2, worstMs: 360_000 })
    expect(byDay.at(-2)).toMatchObject({ leavers: 0, worstMs: null })
  })
})

describe('a downloaded receipt', () => {
  const signed = async () => {
    const person = await leaver()
    await client.patch(`/Users/${person.id}`, disable)
    await me(person.cookie)
    const [receipt] = await receiptOf(person.id)
    const { file, fileName } = await downloadReceipt(reading(), { id: receipt?.id ?? '' })
    return { file, fileName, vkey: (await getSigningKey(reading())).vkey, receipt }
  }

  it('verifies offline, with its events included in the log as it was', async () => {
    for (let n = 0; n < 5; n += 1) await client.user(`filler-${n}@acme.test`)
    const { file, vkey, receipt } = await signed()
    const verdict = verifyReceipt(file, vkey)
    expect(verdict).toMatchObject({ holds: true, receipt: { receiptId: receipt?.id, personId: receipt?.person.id } })
    if (!verdict.holds) return
    expect(verdict.receipt.events.map(({ event }) => event?.action)).toEqual(['user.disable', 'leaver.attempt.refuse'])
    const stored = await tenant.events()
    for (const { seq, event } of verdict.receipt.events)
      expect(stored[seq - 1]).toMatchObject({ seq, action: event?.action })
    // No name, address or agent of anybody is in it.
    expect(file).not.toContain('Lea Vega')
  })

  it('fails once any of its bytes is another, under another key, and as what it is not', async () => {
    const { file, vkey } = await signed()
    const step = Math.max(1, Math.floor(file.length / 400))
    for (let at = 0; at < file.length; at += step) {
      if (/\s/.test(file[at] ?? '') || at > file.indexOf('"vkey": ')) continue
      const changed = file.slice(0, at) + (file[at] === '1' ? '2' : '1') + file.slice(at + 1)
      expect(verifyReceipt(changed, vkey).holds, `byte ${at}`).toBe(false)
    }
    const other = await makeTestTenant()
    const theirs = await getSigningKey(reading(await other.person({ role: 'owner' })))
    expect(verifyReceipt(file, theirs.vkey)).toEqual({ holds: false, why: 'This key did not sign it.' })
    for (const nothing of ['', '{}', '[]', 'null', '{"receipt":{},"note":"","vkey":""}'])
      expect(verifyReceipt(nothing, vkey).holds).toBe(false)
  })

  it('fails where a proof or an event was put in place of another and signed anew is not possible', async () => {
    const { file, vkey } = await signed()
    const changed = JSON.parse(file)
    changed.receipt.events.reverse()
    expect(verifyReceipt(JSON.stringify(changed), vkey)).toMatchObject({ holds: false })
    expect(verifyReceipt(JSON.stringify(JSON.parse(file)), vkey)).toMatchObject({ holds: true })
  })

  it('is for who may see leavers, and of this tenant only', async () => {
    const { receipt } = await signed()
    const id = receipt?.id ?? ''
    await expect(downloadReceipt(reading(await tenant.person({ role: 'viewer' })), { id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const foreign = await (await makeTestTenant()).person({ role: 'owner' })
    await expect(downloadReceipt(reading(foreign), { id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await downloadReceipt(reading(await tenant.person({ role: 'auditor' })), { id })).file).toContain(id)
  })
})
