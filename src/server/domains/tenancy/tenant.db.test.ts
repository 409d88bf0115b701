import { describe, expect, it } from 'vitest'
import { BUILT_IN_ROLE_KEYS } from '#contracts/permissions.ts'
import { tenantGetOutput } from '#contracts/tenant.ts'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, testRequest } from '#testing/test-tenant.ts'
import { createTenant } from './create-tenant.ts'
import { getTenant } from './get-tenant.ts'
import { listTenants, TENANT_PAGE } from './list-tenants.ts'
import { updateTenant } from './update-tenant.ts'

const create = (id: string, slug: string, name = 'Acme') =>
  createTenant(systemScope(id, 'provision-tenant', 'tenant:create'), { slug, name })
const get = (reader: TestPerson) => getTenant(authorize(reader, 'tenant:read'))
const rename = (actor: TestPerson, name: string) => updateTenant(authorize(actor, 'tenant:update'), { name })
const slugOf = (id: string) => `t-${id.slice(-12)}`

describe('making an organisation', () => {
  it('gives it keys, a log that starts with its creation, and the built-in roles', async () => {
    const id = newId()
    const tenant = await create(id, slugOf(id), ' Acme GmbH ')
    expect(tenantGetOutput.parse(tenant)).toEqual(tenant)
    expect(tenant).toMatchObject({ id, slug: slugOf(id), name: 'Acme GmbH', logOrigin: `127.0.0.1:3000/t/${id}` })
    const purposes = await storedRows('SELECT purpose FROM tenant_keys WHERE tenant_id = $1 ORDER BY purpose', [id])
    expect(purposes.map((row) => row.purpose)).toEqual(['chain', 'idempotency', 'signing'])
    expect(await storedRows('SELECT size::int AS size FROM audit_heads WHERE tenant_id = $1', [id])).toEqual([
      { size: 1 },
    ])
    const roles = await storedRows('SELECT key FROM roles WHERE tenant_id = $1 AND built_in', [id])
    expect(roles.map((row) => row.key).sort()).toEqual([...BUILT_IN_ROLE_KEYS].sort())
    const events = await storedRows('SELECT seq::int AS seq, action, actor_id FROM audit_events WHERE tenant_id = $1', [
      id,
    ])
    expect(events).toEqual([{ seq: 1, action: 'tenant.create', actor_id: 'provision-tenant' }])
  })

  it('keeps nothing of one whose short name is taken', async () => {
    const id = newId()
    await create(id, slugOf(id))
    const second = newId()
    await expect(create(second, slugOf(id))).rejects.toMatchObject({ code: 'uniqueness', path: '/slug' })
    for (const table of [
      'tenants WHERE id',
      'tenant_keys WHERE tenant_id',
      'audit_heads WHERE tenant_id',
      'roles WHERE tenant_id',
    ]) {
      expect(await storedRows(`SELECT 1 FROM ${table} = $1`, [second]), table).toEqual([])
    }
  })

  it('never replaces one that is there', async () => {
    const id = newId()
    await create(id, slugOf(id), 'First')
    await expect(create(id, `${slugOf(id)}-x`, 'Second')).rejects.toMatchObject({ code: 'uniqueness' })
    expect(await storedRows('SELECT name FROM tenants WHERE id = $1', [id])).toEqual([{ name: 'First' }])
  })

  it('refuses names that cannot stand in an address', async () => {
    for (const slug of ['', 'a', 'A-b', '-ab', 'ab-', 'a_b', 'x'.repeat(41)]) {
      expect(() => create(newId(), slug), slug).toThrowError(
        expect.objectContaining({ code: 'invalid_input', path: '/slug' }),
      )
    }
    expect(() => create(newId(), 'good-one', ' ')).toThrowError(expect.objectContaining({ path: '/name' }))
  })

  it('is for the operator and the seed and for no role of a tenant', async () => {
    const acme = await makeTestTenant()
    const owner = await acme.person({ role: 'owner' })
    const attempt = createTenant(authorize(owner, 'tenant:create'), { slug: 'owned-by-acme', name: 'Owned' })
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden', permission: 'tenant:create' })
    expect(await storedRows(`SELECT 1 FROM tenants WHERE slug = 'owned-by-acme'`)).toEqual([])
    expect(await acme.events('access.deny')).toMatchObject([{ actor: { id: owner.id } }])
    const id = newId()
    await expect(
      createTenant(systemScope(id, 'seed', 'tenant:create'), { slug: slugOf(id), name: 'Seeded' }),
    ).resolves.toBeDefined()
  })
})

describe('renaming an organisation', () => {
  it('changes the name alone and says so in the log', async () => {
    const acme = await makeTestTenant()
    const owner = await acme.person({ role: 'owner' })
    const before = await get(owner)
    expect(await rename(owner, 'Acme Group')).toEqual({ ...before, name: 'Acme Group' })
    expect(await get(owner)).toEqual({ ...before, name: 'Acme Group' })
    expect(await rename(owner, 'Acme Group')).toMatchObject({ name: 'Acme Group' })
    expect(await acme.events('tenant.update')).toMatchObject([
      { actor: { id: owner.id }, targets: [{ type: 'tenant', id: acme.id }], metadata: { changed: ['name'] } },
    ])
  })

  it('is refused to a viewer, who may read it, and recorded', async () => {
    const acme = await makeTestTenant()
    const viewer = await acme.person({ role: 'viewer' })
    const before = await get(viewer)
    await expect(rename(viewer, 'Mine now')).rejects.toMatchObject({ code: 'forbidden', permission: 'tenant:update' })
    expect(await get(viewer)).toEqual(before)
    expect(await acme.events('access.deny')).toMatchObject([
      { actor: { id: viewer.id }, metadata: { permission: 'tenant:update' } },
    ])
    await expect(rename(await acme.person({ role: 'admin' }), 'Theirs now')).resolves.toMatchObject({
      name: 'Theirs now',
    })
  })

  it('reaches no other organisation', async () => {
    const acme = await makeTestTenant()
    const globex = await makeTestTenant()
    const stored = () => storedRows('SELECT name FROM tenants WHERE id = $1', [globex.id])
    const before = await stored()
    await rename(await acme.person({ role: 'owner' }), 'All of it')
    expect(await stored()).toEqual(before)
    const traveller = { ...(await acme.person({ role: 'owner' })), tenantId: globex.id, request: testRequest() }
    await expect(rename(traveller, 'Taken')).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await stored()).toEqual(before)
  })
})

it('lists organisations in pages of a fixed size', async () => {
  const made = [await makeTestTenant(), await makeTestTenant()]
  const all = await listTenants()
  expect(all.length).toBeLessThanOrEqual(TENANT_PAGE)
  expect(all.map((tenant) => tenant.id)).toEqual(all.map((tenant) => tenant.id).sort())
  for (const { id, slug } of made) expect(all).toContainEqual({ id, slug, name: expect.any(String) })
  expect(await listTenants(all.at(-1)?.id)).toEqual([])
  expect(await listTenants(all[0]?.id)).toEqual(all.slice(1))
})
