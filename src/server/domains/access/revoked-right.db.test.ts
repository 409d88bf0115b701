import { afterAll, beforeEach, expect, test } from 'vitest'
import { append } from '#server/domains/audit/index.ts'
import { endPools, withTenant } from '#server/platform/db/index.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { authorize, unassignRole } from './index.ts'

let tenant: TestTenant
let owner: TestPerson
let admin: TestPerson

beforeEach(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
  admin = await tenant.person({ role: 'admin' })
})
afterAll(() => endPools())

/** A change by the Admin in which `meanwhile` happens after the grant was read and before the commit. */
function rename(meanwhile: () => Promise<unknown>): Promise<void> {
  return withTenant(authorize(admin, 'tenant:update'), async (tx) => {
    await tx.query(`UPDATE tenants SET name = 'Renamed' WHERE id = $1`, [tenant.id])
    await append(tx, { action: 'tenant.update', targets: [], metadata: { changed: ['name'] } })
    // As another request would: outside of this transaction's context.
    await outside(meanwhile)
  })
}
const outside = (work: () => Promise<unknown>) =>
  new Promise<void>((resolve, reject) => {
    queued.push(() => work().then(() => resolve(), reject))
  })
const queued: (() => void)[] = []
const run = async (change: Promise<void>) => {
  const drain = setInterval(() => queued.shift()?.(), 1)
  try {
    await change
  } finally {
    clearInterval(drain)
  }
}
const name = async () =>
  (await storedRows<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [tenant.id]))[0]?.name

test('a right that is taken away while a change is under way wins over it, and the denial is recorded', async () => {
  const taken = () => unassignRole(authorize(owner, 'role:assign'), { memberId: admin.id, roleKey: 'admin' })
  await expect(run(rename(taken))).rejects.toMatchObject({ code: 'forbidden', permission: 'tenant:update' })
  expect(await name()).not.toBe('Renamed')
  expect(await tenant.events('tenant.update')).toEqual([])
  expect(await tenant.events('access.deny')).toMatchObject([
    { actor: { id: admin.id }, metadata: { permission: 'tenant:update' } },
  ])
})

test('so does the end of the session; without either the change stands', async () => {
  const ended = () => storedRows('UPDATE sessions SET revoked_at = now() WHERE id = $1', [admin.sessionId])
  await expect(run(rename(ended))).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(await name()).not.toBe('Renamed')

  admin = await tenant.person({ role: 'admin' })
  await run(rename(async () => {}))
  expect(await name()).toBe('Renamed')
})
