import { describe, expect, it } from 'vitest'
import { meGetOutput } from '#contracts/me.ts'
import { BASE_PERMISSIONS, BUILT_IN_ROLE_KEYS, BUILT_IN_ROLES, PERMISSIONS } from '#contracts/permissions.ts'
import { rolesListOutput } from '#contracts/roles.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, storedRows, type TestPerson } from '#testing/test-tenant.ts'
import { authorize, listRoles, me } from './index.ts'

const list = (reader: TestPerson) => listRoles(authorize(reader, 'role:read'))
const whoAmI = (person: TestPerson) => me(authorize(person, 'profile:read'))
const people = async (reader: TestPerson) =>
  Object.fromEntries((await list(reader)).items.map((role) => [role.key, role.people]))

describe('the list of roles', () => {
  it('has the built-in roles in order, what they permit and how many active people hold them, each once', async () => {
    const acme = await makeTestTenant()
    const viewer = await acme.person({ role: 'viewer' })
    const both = await acme.person({ role: 'admin' })
    await acme.person({ role: 'admin', active: false })
    const directoryId = await acme.directory()
    await acme.group({ directoryId, name: 'Staff', members: [viewer.id, both.id], role: 'admin' })
    const roles = await list(viewer)
    expect(rolesListOutput.parse(roles)).toEqual(roles)
    expect(roles.items.map((role) => role.key)).toEqual([...BUILT_IN_ROLE_KEYS])
    for (const role of roles.items) {
      const { name, description, permissions } = BUILT_IN_ROLES[role.key as keyof typeof BUILT_IN_ROLES]
      expect(role).toMatchObject({ name, description, builtIn: true, permissions: [...permissions] })
    }
    expect(await people(viewer)).toMatchObject({ owner: 0, admin: 2, viewer: 1, agent: 0 })
  })

  it('asks the database as often for many roles and people as for few', async () => {
    const acme = await makeTestTenant()
    const viewer = await acme.person({ role: 'viewer' })
    const few = await countQueries(() => list(viewer))
    for (let index = 0; index < 20; index += 1) {
      await storedRows(
        `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions) VALUES ($1, $2, $3, $3, '', false, '{tenant:read,gone:away}')`,
        [acme.id, newId(), `desk-${index}`],
      )
      await acme.person({ role: `desk-${index}` })
    }
    expect((await list(viewer)).items).toHaveLength(26)
    expect((await list(viewer)).items.at(-1)).toMatchObject({ builtIn: false, permissions: ['tenant:read'], people: 1 })
    expect(await countQueries(() => list(viewer))).toBe(few)
  })

  it('is for whoever may read roles, and counts nobody of another tenant', async () => {
    const acme = await makeTestTenant()
    const globex = await makeTestTenant()
    await globex.person({ role: 'owner' })
    const viewer = await acme.person({ role: 'viewer' })
    expect(await people(viewer)).toMatchObject({ owner: 0, viewer: 1 })
    const agent = await acme.person({ role: 'agent' })
    await expect(list(agent)).rejects.toMatchObject({ code: 'forbidden', permission: 'role:read' })
    expect(await acme.events('access.deny')).toMatchObject([
      { actor: { id: agent.id }, metadata: { permission: 'role:read' } },
    ])
  })
})

describe('who I am', () => {
  it('names the person, the tenant, the roles from everywhere and exactly what they permit', async () => {
    const acme = await makeTestTenant()
    const person = await acme.person({ name: 'Ada Admin', role: 'viewer' })
    await acme.group({ directoryId: await acme.directory(), name: 'Agents', members: [person.id], role: 'agent' })
    const answer = await whoAmI(person)
    expect(meGetOutput.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({
      user: { id: person.id, name: 'Ada Admin', email: person.email },
      tenant: { id: acme.id, slug: acme.slug },
      sessionId: person.sessionId,
    })
    expect(answer.roles.map((role) => role.key)).toEqual(['agent', 'viewer'])
    const expected = new Set<string>([...BASE_PERMISSIONS, ...BUILT_IN_ROLES.viewer.permissions])
    expect(answer.permissions).toEqual(PERMISSIONS.filter((permission) => expected.has(permission)))
  })

  it('is known to a person without any role', async () => {
    const person = await (await makeTestTenant()).person()
    expect(await whoAmI(person)).toMatchObject({ roles: [], permissions: [...BASE_PERMISSIONS] })
  })

  it('is refused once the session has ended or was never of that person', async () => {
    const acme = await makeTestTenant()
    const person = await acme.person({ role: 'owner' })
    const other = await acme.person()
    await expect(whoAmI({ ...other, sessionId: person.sessionId })).rejects.toMatchObject({ code: 'unauthenticated' })
    await storedRows('UPDATE sessions SET revoked_at = now() WHERE id = $1', [person.sessionId])
    await expect(whoAmI(person)).rejects.toMatchObject({ code: 'unauthenticated' })
    await storedRows(`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1`, [other.sessionId])
    await expect(whoAmI(other)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('is refused to a person who claims another tenant', async () => {
    const acme = await makeTestTenant()
    const globex = await makeTestTenant()
    const person = await acme.person({ role: 'owner' })
    await expect(whoAmI({ ...person, tenantId: globex.id })).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
