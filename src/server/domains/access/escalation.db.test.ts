import { beforeEach, describe, expect, it } from 'vitest'
import { apiKeysCreateInput } from '#contracts/api-keys.ts'
import { BUILT_IN_ROLES, PERMISSIONS } from '#contracts/permissions.ts'
import { mapGroupRole } from '#server/domains/directory/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { assignRole, authorize, createApiKey, me, unassignRole } from './index.ts'

let tenant: TestTenant
let owner: TestPerson
let admin: TestPerson
let client: ScimClient
beforeEach(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
  admin = await tenant.person({ role: 'admin' })
  client = await makeScimClient(tenant)
})

const permissionsOf = async (person: TestPerson) =>
  (await me(authorize({ ...person, request: testRequest() }, 'profile:read'))).permissions
const ownersStored = async () =>
  (
    await storedRows<{ id: string }>(
      `SELECT DISTINCT e.user_id AS id FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       WHERE e.tenant_id = $1 AND (r.key = 'owner' OR 'role:assign-owner' = ANY (r.permissions))`,
      [tenant.id],
    )
  ).map((row) => row.id)

/** A role of the tenant's own that can make Owners without being called so. */
async function kingMaker(): Promise<void> {
  await storedRows(
    `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions)
     VALUES ($1, $2, 'king-maker', 'King-maker', '', false, '{role:assign-owner}')`,
    [tenant.id, newId()],
  )
}

describe('an Admin becomes an Owner by no path:', () => {
  it('assigning the role to anybody, or one of another name that can make Owners', async () => {
    await kingMaker()
    const other = await tenant.person()
    for (const roleKey of ['owner', 'king-maker']) {
      for (const memberId of [admin.id, other.id]) {
        await expect(assignRole(authorize(admin, 'role:assign'), { memberId, roleKey })).rejects.toMatchObject({
          code: 'forbidden',
          permission: 'role:assign-owner',
        })
      }
    }
    expect(await ownersStored()).toEqual([owner.id])
    expect(await tenant.events('access.deny')).toHaveLength(4)
    await assignRole(authorize(owner, 'role:assign'), { memberId: other.id, roleKey: 'owner' })
    expect((await ownersStored()).sort()).toEqual([owner.id, other.id].sort())
  })

  it('taking the role from whoever holds it', async () => {
    const second = await tenant.person({ role: 'owner' })
    await expect(
      unassignRole(authorize(admin, 'role:assign'), { memberId: second.id, roleKey: 'owner' }),
    ).rejects.toMatchObject({ code: 'forbidden', permission: 'role:assign-owner' })
    expect((await ownersStored()).sort()).toEqual([owner.id, second.id].sort())
  })

  it('mapping a group to the role, or to one of another name that can make Owners', async () => {
    await kingMaker()
    const { id } = await client.user('admin@acme.test')
    await client.group('Bosses', [id])
    for (const person of [admin, owner]) {
      for (const roleKey of ['owner', 'king-maker']) {
        const mapping = { directoryId: client.directoryId, groupName: 'Bosses', roleKey }
        await expect(mapGroupRole(authorize(person, 'group:map'), mapping)).rejects.toMatchObject({
          code: 'invalid_input',
        })
      }
    }
    expect(await ownersStored()).toEqual([owner.id])
  })

  it('an API key, which can be given nothing that changes who holds what', async () => {
    for (const permission of PERMISSIONS.filter((name) => /^role:|^member:update|^group:map|manage$/.test(name))) {
      const input = { name: 'k', permissions: [permission], expiresInDays: null }
      expect(apiKeysCreateInput.safeParse(input).success, permission).toBe(false)
    }
    const { item } = await createApiKey(authorize(admin, 'api-key:manage'), {
      name: 'k',
      permissions: ['member:read'],
      expiresInDays: null,
    })
    // Also where the row says more than a key can be given.
    await storedRows(`UPDATE api_keys SET permissions = '{role:assign,role:assign-owner}' WHERE id = $1`, [item.id])
    const key = { type: 'api-key' as const, tenantId: tenant.id, id: item.id, name: 'k', request: testRequest('api') }
    await expect(
      assignRole(authorize(key, 'role:assign'), { memberId: admin.id, roleKey: 'owner' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    expect(await ownersStored()).toEqual([owner.id])
  })

  it('SCIM: by what the provider says of roles, by a name of a group, or by taking an Owner over', async () => {
    const roles = [{ value: 'owner', type: 'direct', primary: true }]
    const { id } = await client.user('admin@acme.test', { roles, entitlements: [{ value: 'role:assign-owner' }] })
    for (const name of ['owner', 'role:assign-owner']) await client.group(name, [id])
    const adopted = await client.post('/Users', { schemas: [USER], userName: owner.email })
    expect(adopted.status).toBe(409)
    const managed = await client.user('second@acme.test')
    await tenant.give(managed.id, 'owner')
    const change = { op: 'replace', path: 'userName', value: admin.email }
    expect((await client.patch(`/Users/${managed.id}`, change)).status).toBe(409)
    expect((await ownersStored()).sort()).toEqual([owner.id, managed.id].sort())
  })

  it('and holds in the end what the role Admin holds and no more', async () => {
    const held = await permissionsOf(admin)
    expect(held).not.toContain('role:assign-owner')
    expect(held).toEqual(expect.arrayContaining([...BUILT_IN_ROLES.admin.permissions]))
    expect(await permissionsOf(owner)).toContain('role:assign-owner')
  })
})
