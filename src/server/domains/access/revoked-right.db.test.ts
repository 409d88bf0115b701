import { afterAll, beforeEach, describe, expect, it, test } from 'vitest'
import { append } from '#server/domains/audit/index.ts'
import { endPools, withTenant } from '#server/platform/db/index.ts'
import { makeScimClient, type ScimReply, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
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

describe('a directory’s change whose token is revoked while it waits for the log', () => {
  /** Holds the tenant's head, as another change does, until `meanwhile` is done and the change waits. */
  async function createWhileHeld(meanwhile: () => Promise<unknown>): Promise<ScimReply> {
    const client = await makeScimClient(tenant)
    const superuser = await heldHead()
    const answer = client.post('/Users', { schemas: [USER], userName: 'ada' })
    await expect
      .poll(() => storedRows<{ n: number }>(`SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted`))
      .not.toEqual([{ n: 0 }])
    await meanwhile()
    await superuser.release()
    return answer
  }
  async function heldHead() {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { promise: held, resolve: isHeld } = Promise.withResolvers<void>()
    const holder = withTenant(systemScope(tenant.id, 'housekeeping', 'session:touch'), async (tx) => {
      await tx.query('SELECT 1 FROM audit_heads WHERE tenant_id = $1 FOR UPDATE', [tenant.id])
      isHeld()
      await promise
      tx.unchanged('it only held the head')
    })
    await held
    return {
      release: async () => {
        resolve()
        await holder
      },
    }
  }
  const made = async () =>
    (await storedRows('SELECT 1 FROM users WHERE tenant_id = $1 AND user_name = $2', [tenant.id, 'ada'])).length

  it('is refused and leaves nothing', async () => {
    const revoke = () => storedRows('UPDATE scim_tokens SET revoked_at = now() WHERE tenant_id = $1', [tenant.id])
    expect(await createWhileHeld(revoke)).toMatchObject({ status: 401 })
    expect(await made()).toBe(0)
  })

  it('is kept where the token stays', async () => {
    expect(await createWhileHeld(async () => {})).toMatchObject({ status: 201 })
    expect(await made()).toBe(1)
  })
})
