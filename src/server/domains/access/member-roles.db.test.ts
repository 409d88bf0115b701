import { beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { assignRole, authorize, me, refuseIfLastOwner, unassignRole } from './index.ts'

const assign = (actor: TestPerson, memberId: string, roleKey: string) =>
  assignRole(authorize(actor, 'role:assign'), { memberId, roleKey })
const unassign = (actor: TestPerson, memberId: string, roleKey: string) =>
  unassignRole(authorize(actor, 'role:assign'), { memberId, roleKey })
const directRoles = async (userId: string) =>
  (
    await storedRows<{ key: string }>(
      'SELECT r.key FROM role_assignments a JOIN roles r ON r.id = a.role_id WHERE a.user_id = $1 ORDER BY r.key',
      [userId],
    )
  ).map((row) => row.key)

let acme: TestTenant
let owner: TestPerson
let member: TestPerson

beforeEach(async () => {
  acme = await makeTestTenant()
  owner = await acme.person({ name: 'Ola Owner', role: 'owner' })
  member = await acme.person({ name: 'Mia Member' })
})

describe('behaviour', () => {
  it('gives a role that counts from the next transaction on, and takes it again', async () => {
    expect(await assign(owner, member.id, 'viewer')).toEqual({ memberId: member.id, roleKey: 'viewer' })
    expect(await directRoles(member.id)).toEqual(['viewer'])
    expect((await me(authorize(member, 'profile:read'))).permissions).toContain('member:read')

    expect(await unassign(owner, member.id, 'viewer')).toEqual({ memberId: member.id, roleKey: 'viewer' })
    expect(await directRoles(member.id)).toEqual([])
    expect((await me(authorize(member, 'profile:read'))).permissions).not.toContain('member:read')
    expect((await acme.events()).slice(-2)).toMatchObject([
      {
        action: 'role.assign',
        actor: { id: owner.id },
        targets: [{ type: 'user', id: member.id }],
        metadata: { roleKey: 'viewer' },
      },
      { action: 'role.unassign', targets: [{ type: 'user', id: member.id }], metadata: { roleKey: 'viewer' } },
    ])
  })

  it('answers a repeat the same, stores nothing twice and leaves no second event', async () => {
    const first = await assign(owner, member.id, 'viewer')
    expect(await assign(owner, member.id, 'viewer')).toEqual(first)
    expect(await directRoles(member.id)).toEqual(['viewer'])
    await unassign(owner, member.id, 'viewer')
    expect(await unassign(owner, member.id, 'viewer')).toEqual({ memberId: member.id, roleKey: 'viewer' })
    expect(await acme.events('role.assign')).toHaveLength(1)
    expect(await acme.events('role.unassign')).toHaveLength(1)
  })

  it('gives a role once when two people give it at the same moment', async () => {
    const second = await acme.person({ role: 'owner' })
    await Promise.all([assign(owner, member.id, 'viewer'), assign(second, member.id, 'viewer')])
    expect(await directRoles(member.id)).toEqual(['viewer'])
    expect(await acme.events('role.assign')).toHaveLength(1)
  })
})

describe('the last Owner', () => {
  it('cannot be taken the role, by nobody, and is told what to do', async () => {
    await expect(unassign(owner, owner.id, 'owner')).rejects.toMatchObject({
      code: 'conflict',
      message: 'Ola Owner is the last active Owner. Make another active person an Owner first.',
    })
    expect(await directRoles(owner.id)).toEqual(['owner'])
    expect(await acme.events('role.unassign')).toEqual([])
    await assign(owner, member.id, 'owner')
    await unassign(owner, owner.id, 'owner')
    expect(await directRoles(owner.id)).toEqual([])
  })

  it('does not count an Owner whose account is disabled', async () => {
    const disabled = await acme.person({ role: 'owner', active: false })
    await expect(unassign(owner, owner.id, 'owner')).rejects.toMatchObject({ code: 'conflict' })
    await unassign(owner, disabled.id, 'owner')
    expect(await directRoles(disabled.id)).toEqual([])
  })

  it('stays when two Owners remove each other at the same moment', async () => {
    const second = await acme.person({ name: 'Otto Owner', role: 'owner' })
    const outcomes = await Promise.allSettled([
      unassign(owner, second.id, 'owner'),
      unassign(second, owner.id, 'owner'),
    ])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect([...(await directRoles(owner.id)), ...(await directRoles(second.id))]).toEqual(['owner'])
  })

  it('is guarded for whoever disables or deletes people too', async () => {
    const scope = systemScope(acme.id, 'seed', 'scim:write')
    await expect(withTenant(scope, (tx) => refuseIfLastOwner(tx, owner.id))).rejects.toMatchObject({ code: 'conflict' })
    await withTenant(scope, async (tx) => {
      await refuseIfLastOwner(tx, member.id)
      tx.unchanged('only asked')
    })
  })
})

describe('roles', () => {
  it('refuses a viewer and records it, where an admin succeeds', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    await expect(assign(viewer, viewer.id, 'admin')).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'role:assign',
    })
    expect(await directRoles(viewer.id)).toEqual(['viewer'])
    expect(await acme.events('access.deny')).toMatchObject([
      {
        actor: { type: 'user', id: viewer.id },
        outcome: { result: 'denied' },
        metadata: { permission: 'role:assign' },
      },
    ])
    const admin = await acme.person({ role: 'admin' })
    await assign(admin, member.id, 'admin')
    expect(await directRoles(member.id)).toEqual(['admin'])
  })

  it('lets only an Owner make or unmake an Owner', async () => {
    const admin = await acme.person({ role: 'admin' })
    await acme.give(member.id, 'owner')
    for (const attempt of [() => assign(admin, admin.id, 'owner'), () => unassign(admin, member.id, 'owner')]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', permission: 'role:assign-owner' })
    }
    expect(await directRoles(admin.id)).toEqual(['admin'])
    expect(await directRoles(member.id)).toEqual(['owner'])
    expect(await acme.events('access.deny')).toHaveLength(2)
    await unassign(owner, member.id, 'owner')
    expect(await directRoles(member.id)).toEqual([])
  })

  it('lets nobody give a role that holds more than their own', async () => {
    await storedRows(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions)
       VALUES ($1, $2, 'desk', 'Desk', '', false, '{tenant:read,member:read,role:read,role:assign,group:read,sso-connection:read,sign-in-trace:read,setup-link:read,sign-in-policy:read,directory:read,provisioning-log:read,leaver:read}')`,
      [acme.id, newId()],
    )
    const desk = await acme.person({ role: 'desk' })
    await expect(assign(desk, desk.id, 'auditor')).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'session:read',
    })
    expect(await directRoles(desk.id)).toEqual(['desk'])
    await assign(desk, member.id, 'viewer')
    expect(await directRoles(member.id)).toEqual(['viewer'])
  })

  it('lets a seed make the first Owner', async () => {
    await assignRole(systemScope(acme.id, 'seed', 'role:assign'), { memberId: member.id, roleKey: 'owner' })
    expect(await directRoles(member.id)).toEqual(['owner'])
  })
})

describe('tenants', () => {
  it('answers for a foreign person as for nobody, and for an unknown role alike', async () => {
    const globex = await makeTestTenant()
    const stranger = await globex.person({ role: 'owner' })
    await globex.person({ role: 'owner' })
    const missing = await assign(owner, newId(), 'viewer').catch((error: Error) => error.message)
    for (const attempt of [assign, unassign]) {
      await expect(attempt(owner, stranger.id, 'owner')).rejects.toMatchObject({ code: 'not_found', message: missing })
    }
    await expect(assign(owner, member.id, 'no-such-role')).rejects.toMatchObject({ code: 'not_found' })
    expect(await directRoles(stranger.id)).toEqual(['owner'])
    expect(await acme.events('role.assign')).toEqual([])
    expect((await globex.events()).map((event) => event.action)).toEqual(['tenant.create'])
  })
})
