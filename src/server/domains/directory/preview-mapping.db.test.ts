import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsPreviewMappingOutput, type MappingPreview } from '#contracts/mapping-previews.ts'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { mapGroupRole, previewMapping, previewUnmapping, unmapGroupRole } from './index.ts'

const ROLES = ['admin', 'project-manager', 'agent', 'viewer', 'auditor'] as const

async function nest(tenant: TestTenant, outer: string, inner: string): Promise<void> {
  await storedRows('INSERT INTO group_nestings (tenant_id, group_id, member_id) VALUES ($1, $2, $3)', [
    tenant.id,
    outer,
    inner,
  ])
  await storedRows(
    `INSERT INTO group_closure (tenant_id, descendant_id, ancestor_id)
     SELECT $1::uuid, below.id, above.id
     FROM (SELECT $3::uuid AS id UNION SELECT descendant_id FROM group_closure WHERE tenant_id = $1 AND ancestor_id = $3) below,
       (SELECT $2::uuid AS id UNION SELECT ancestor_id FROM group_closure WHERE tenant_id = $1 AND descendant_id = $2) above
     ON CONFLICT DO NOTHING`,
    [tenant.id, outer, inner],
  )
}

async function giveByRule(tenant: TestTenant, userId: string, roleKey: string): Promise<void> {
  const [connection, rule] = [newId(), newId()]
  await storedRows(
    `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id)
     VALUES ($1, $2, 'saml', 'SSO ' || $3, 'none', 'none')`,
    [tenant.id, connection, connection],
  )
  await storedRows(
    `INSERT INTO connection_role_rules (tenant_id, id, connection_id, position, claim, operator, expected, role_id)
     SELECT $1, $2, $3, 1, 'groups', 'equals', '{x}', id FROM roles WHERE tenant_id = $1 AND key = $4`,
    [tenant.id, rule, connection, roleKey],
  )
  await storedRows('INSERT INTO rule_assignments (tenant_id, user_id, rule_id) VALUES ($1, $2, $3)', [
    tenant.id,
    userId,
    rule,
  ])
}

/** What everybody holds: the roles, and what these permit. */
async function held(tenant: TestTenant): Promise<Map<string, { roles: string[]; permissions: Set<string> }>> {
  const rows = await storedRows<{ id: string; roles: string[]; permissions: string[] }>(
    `SELECT e.user_id AS id, array_agg(DISTINCT r.key) AS roles,
       array_agg(DISTINCT p.name) FILTER (WHERE p.name IS NOT NULL) AS permissions
     FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
     LEFT JOIN LATERAL unnest(r.permissions) AS p(name) ON true WHERE e.tenant_id = $1 GROUP BY e.user_id`,
    [tenant.id],
  )
  return new Map(rows.map((row) => [row.id, { roles: row.roles, permissions: new Set(row.permissions) }]))
}

async function allPages(ask: (cursor?: string) => Promise<MappingPreview>): Promise<MappingPreview> {
  const first = groupsPreviewMappingOutput.parse(await ask())
  const items = [...(first.people?.items ?? [])]
  for (let cursor = first.people?.nextCursor; cursor; ) {
    const page = await ask(cursor)
    items.push(...(page.people?.items ?? []))
    cursor = page.people?.nextCursor
  }
  return { ...first, people: { items, nextCursor: null } }
}

/** The preview against what has really changed between two states. */
async function agree(
  tenant: TestTenant,
  preview: MappingPreview,
  [before, after]: [Awaited<ReturnType<typeof held>>, Awaited<ReturnType<typeof held>>],
): Promise<void> {
  const [poorer, richer] = preview.change === 'map' ? [before, after] : [after, before]
  const really = new Map<string, string[]>()
  for (const [id, much] of richer) {
    if (!much.roles.includes(preview.role.key) || poorer.get(id)?.roles.includes(preview.role.key)) continue
    const little = poorer.get(id)?.permissions ?? new Set()
    really.set(id, [...much.permissions].filter((name) => !little.has(name)).sort())
  }
  const items = preview.people?.items ?? []
  const said = items.filter(({ outcome }) => outcome === 'changed')
  expect(new Map(said.map(({ id, permissions }) => [id, [...permissions].sort()]))).toEqual(new Map([...really].sort()))
  const disabled = await storedRows<{ id: string }>('SELECT id FROM users WHERE tenant_id = $1 AND NOT active', [
    tenant.id,
  ])
  expect(preview.counts).toEqual({
    changed: really.size,
    same: items.length - said.length,
    changedDisabled: disabled.filter(({ id }) => really.has(id)).length,
    changedInNameOnly: [...really.values()].filter((permissions) => permissions.length === 0).length,
  })
  for (const { outcome, otherSources } of items) expect(otherSources.length > 0).toBe(outcome === 'same')
}

const n = fc.integer({ min: 0, max: 3 })
const role = fc.constantFrom(...ROLES)
const world = fc.record({
  people: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  members: fc.array(fc.tuple(n, fc.nat(5)), { maxLength: 12 }),
  nestings: fc.array(fc.tuple(n, n), { maxLength: 4 }),
  mappings: fc.array(fc.tuple(n, role), { maxLength: 5 }),
  direct: fc.array(fc.tuple(fc.nat(5), role), { maxLength: 4 }),
  rules: fc.array(fc.tuple(fc.nat(5), role), { maxLength: 2 }),
  change: fc.tuple(n, role),
})

async function build(tenant: TestTenant, made: typeof world extends fc.Arbitrary<infer W> ? W : never) {
  const directoryId = await tenant.directory()
  const people: TestPerson[] = []
  for (const active of made.people) people.push(await tenant.person({ directoryId, active }))
  const personAt = (index: number) => (people[index % people.length] as TestPerson).id
  const groups: string[] = []
  for (let index = 0; index < 4; index += 1) {
    const members = made.members.filter(([group]) => group === index).map(([, person]) => personAt(person))
    groups.push(await tenant.group({ directoryId, name: `Group ${index}`, members: [...new Set(members)] }))
  }
  // Only downwards, so that there is no loop.
  for (const [outer, inner] of new Map(made.nestings.map((pair) => [pair.join(), pair])).values()) {
    if (outer < inner) await nest(tenant, groups[outer] ?? '', groups[inner] ?? '')
  }
  const once = <T>(pairs: T[]) => [...new Map(pairs.map((pair) => [String(pair), pair])).values()]
  for (const [group, key] of once(made.mappings)) await tenant.mapping(directoryId, `group ${group}`, key)
  for (const [person, key] of once(made.direct.map(([index, key]) => [personAt(index), key] as const)))
    await tenant.give(person, key)
  for (const [person, key] of made.rules) await giveByRule(tenant, personAt(person), key)
  return directoryId
}

describe('a preview of a mapping', () => {
  it('says exactly what the change then does, in any small organisation', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const tenant = await makeTestTenant()
        const admin = await tenant.person({ role: 'owner' })
        const directoryId = await build(tenant, made)
        const [group, roleKey] = made.change
        const wanted = { directoryId, groupName: `GROUP ${group}`, roleKey }
        const read = authorize(admin, 'group:read')
        const mapped = await allPages((cursor) => previewMapping(read, { ...wanted, limit: 2, cursor }))
        const before = await held(tenant)
        const { id } = await mapGroupRole(authorize(admin, 'group:map'), wanted)
        const between = await held(tenant)
        expect(mapped.already).toBe(made.mappings.some(([at, key]) => at === group && key === roleKey))
        if (mapped.already) expect(between).toEqual(before)
        else await agree(tenant, mapped, [before, between])
        const unmapped = await allPages((cursor) => previewUnmapping(read, { id, limit: 2, cursor }))
        await unmapGroupRole(authorize(admin, 'group:map'), { id })
        await agree(tenant, unmapped, [between, await held(tenant)])
      }),
      { numRuns: 25 },
    )
  })

  it('changes nothing, and tells apart who holds the role by something else', async () => {
    const tenant = await makeTestTenant()
    const admin = await tenant.person({ name: 'Ada', role: 'owner' })
    const directoryId = await tenant.directory('Okta')
    const [gains, direct, byGroup, nested, off] = await Promise.all(
      [true, true, true, true, false].map((active) => tenant.person({ directoryId, active })),
    )
    const ids = [gains, direct, byGroup, off].map((person) => person?.id ?? '')
    const sales = await tenant.group({ directoryId, name: 'Sales', members: ids })
    const emea = await tenant.group({ directoryId, name: 'EMEA', members: [nested?.id ?? ''] })
    const other = await tenant.group({ directoryId, name: 'Other', members: [byGroup?.id ?? ''], role: 'viewer' })
    await nest(tenant, sales, emea)
    await tenant.give(direct?.id ?? '', 'viewer')
    const before = [await held(tenant), (await tenant.events()).length]
    const input = { directoryId, groupName: 'sales', roleKey: 'viewer', limit: 50 }
    const preview = await previewMapping(authorize(admin, 'group:read'), input)
    expect(preview).toMatchObject({
      group: { id: sales, nested: 1 },
      already: false,
      counts: { changed: 3, same: 2, changedDisabled: 1, changedInNameOnly: 0 },
    })
    const by = new Map(preview.people?.items.map((item) => [item.id, item]))
    expect(by.get(nested?.id ?? '')).toMatchObject({ outcome: 'changed', membership: 'nested', otherSources: [] })
    expect(by.get(direct?.id ?? '')).toMatchObject({ outcome: 'same', otherSources: [{ type: 'direct' }] })
    expect(by.get(byGroup?.id ?? '')).toMatchObject({
      outcome: 'same',
      permissions: [],
      otherSources: [{ type: 'group', group: { id: other, name: 'Other' } }],
    })
    expect(by.get(gains?.id ?? '')?.permissions).toContain('member:read')
    expect([await held(tenant), (await tenant.events()).length]).toEqual(before)
    const only = await previewMapping(authorize(admin, 'group:read'), { ...input, outcome: 'same' })
    expect(only.people?.items.map(({ outcome }) => outcome)).toEqual(['same', 'same'])
  })

  it('refuses what the mapping refuses: Owner, and a role that holds more than the asker', async () => {
    const tenant = await makeTestTenant()
    const [admin, viewer] = [await tenant.person({ role: 'admin' }), await tenant.person({ role: 'viewer' })]
    const directoryId = await tenant.directory()
    const ask = (person: TestPerson, roleKey: string) =>
      previewMapping(authorize(person, 'group:read'), { directoryId, groupName: 'Sales', roleKey, limit: 10 })
    await expect(ask(admin, 'owner')).rejects.toMatchObject({ code: 'invalid_input', path: '/roleKey' })
    await expect(ask(viewer, 'admin')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(ask(viewer, 'nobody')).rejects.toMatchObject({ code: 'not_found' })
    expect(await ask(viewer, 'viewer')).toMatchObject({ group: null, counts: { changed: 0, same: 0 } })
    expect(await ask(admin, 'admin')).toMatchObject({ role: { key: 'admin' } })
    await expect(ask(await tenant.person({ role: 'agent' }), 'agent')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('names nobody to whoever may not read members, and counts all the same', async () => {
    const tenant = await makeTestTenant()
    const reader = await tenant.person()
    const roleId = newId()
    await storedRows(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions)
       VALUES ($1, $2, 'groups', 'Groups', '', false, '{group:read}')`,
      [tenant.id, roleId],
    )
    await tenant.give(reader.id, 'groups')
    const directoryId = await tenant.directory()
    const member = await tenant.person({ directoryId })
    await tenant.group({ directoryId, name: 'Sales', members: [member.id] })
    const wanted = { directoryId, groupName: 'Sales', roleKey: 'groups', limit: 10 }
    const seen = await previewMapping(authorize(reader, 'group:read'), wanted)
    expect(seen).toMatchObject({ counts: { changed: 1 }, people: null })
    expect(JSON.stringify(seen)).not.toContain(member.id)
  })

  it('knows nothing of another tenant', async () => {
    const [acme, globex] = [await makeTestTenant(), await makeTestTenant()]
    const admin = await acme.person({ role: 'admin' })
    const directoryId = await globex.directory()
    await globex.group({ directoryId, name: 'Sales', members: [(await globex.person({ directoryId })).id] })
    const mapping = await globex.mapping(directoryId, 'Sales', 'viewer')
    const read = authorize(admin, 'group:read')
    const wanted = { directoryId, groupName: 'Sales', roleKey: 'viewer', limit: 10 }
    await expect(previewMapping(read, wanted)).rejects.toMatchObject({ code: 'not_found' })
    await expect(previewUnmapping(read, { id: mapping, limit: 10 })).rejects.toMatchObject({ code: 'not_found' })
    const theirs = authorize(await globex.person({ role: 'admin' }), 'group:read')
    expect(await previewUnmapping(theirs, { id: mapping, limit: 10 })).toMatchObject({ counts: { changed: 1 } })
  })
})
