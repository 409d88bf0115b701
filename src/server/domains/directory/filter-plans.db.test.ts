import { beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { createScimToken } from './create-scim-token.ts'
import { pageOfGroups } from './group-store.ts'
import type { DirectoryPrincipal } from './resolve-scim-token.ts'
import { GROUP_RESOURCE } from './scim/group-schema.ts'
import { parseFilter } from './scim/scim-filter.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { pageOfUsers } from './user-store.ts'

const PEOPLE = 6000

let tenant: TestTenant
let directoryId: string
let principal: DirectoryPrincipal
beforeAll(async () => {
  tenant = await makeTestTenant()
  directoryId = await tenant.directory()
  const admin = await tenant.person({ role: 'admin' })
  const { tokenId } = await createScimToken(authorize(admin, 'directory:manage'), {
    directoryId,
    name: 'T',
    expiresInDays: null,
  } as never)
  principal = { type: 'directory', tenantId: tenant.id, id: directoryId, tokenId, request: testRequest('scim') }
  await storedRows(
    `INSERT INTO users (tenant_id, id, directory_id, external_id, user_name, display_name, scim)
     SELECT $1, gen_random_uuid(), $2, 'e-' || n, 'Person-' || n, 'P', jsonb_build_object('displayName', 'Person No ' || n,
       'emails', jsonb_build_array(jsonb_build_object('type', 'work', 'value', 'P' || n || '@Plan.Example'),
         jsonb_build_object('type', 'home', 'value', 'home' || n || '@plan.example')))
     FROM generate_series(1, $3) n`,
    [tenant.id, directoryId, PEOPLE],
  )
  await storedRows(
    `INSERT INTO groups (tenant_id, id, directory_id, external_id, display_name)
     SELECT $1, gen_random_uuid(), $2, 'g-' || n, 'Group ' || n FROM generate_series(1, $3) n`,
    [tenant.id, directoryId, PEOPLE],
  )
  await storedRows(
    `INSERT INTO group_members (tenant_id, group_id, user_id)
     SELECT $1, g.id, u.id FROM groups g JOIN users u ON u.tenant_id = g.tenant_id AND u.external_id = replace(g.external_id, 'g-', 'e-')
     WHERE g.tenant_id = $1`,
    [tenant.id],
  )
  await storedRows('ANALYZE users, groups, user_emails, group_members, group_nestings, group_closure')
})

type Plan = { 'Index Name'?: string; 'Actual Rows'?: number; 'Rows Removed by Filter'?: number; Plans?: Plan[] }

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

/** The plan of the very query that a list makes, as the application's role under row-level security. */
async function planOf(resource: 'users' | 'groups', text: string) {
  const span = { offset: 0, after: null, limit: 100 }
  let plan: Plan | undefined
  let found = 0
  await withTenant(authorize(principal, 'scim:read'), async (tx) => {
    const [who] = await tx.query<{ role: string }>('SELECT current_user AS role')
    expect(who?.role).toBe('gatehouse_app')
    const explaining = {
      ...tx,
      tenantId: tx.tenantId,
      query: async (sql: string, values: unknown[]) => {
        const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
          `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
          values,
        )
        plan = row?.['QUERY PLAN'][0]?.Plan
        return []
      },
    } as unknown as typeof tx
    if (resource === 'users') {
      const list = { filter: parseFilter(USER_RESOURCE, text), order: null, withGroups: true }
      await pageOfUsers(explaining, directoryId, list, span)
      found = (await pageOfUsers(tx, directoryId, list, span)).found
    } else {
      const list = { filter: parseFilter(GROUP_RESOURCE, text), order: null, withMembers: false }
      await pageOfGroups(explaining, directoryId, list, span)
      found = (await pageOfGroups(tx, directoryId, list, span)).found
    }
  })
  const nodes = nodesOf(plan as Plan)
  return {
    found,
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    most: Math.max(...nodes.map((node) => (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0))),
  }
}

describe('a filter by membership', () => {
  it('reads the members of the group, or the groups of the person, and nobody else', async () => {
    const [pair] = await storedRows<{ user: string; group: string }>(
      `SELECT m.user_id AS user, m.group_id AS group FROM group_members m WHERE m.tenant_id = $1 LIMIT 1`,
      [tenant.id],
    )
    for (const plan of [
      await planOf('users', `groups.value eq "${pair?.group}"`),
      await planOf('users', `groups eq "${pair?.group}" and active eq true`),
      await planOf('groups', `members[value eq "${pair?.user}"]`),
      await planOf('groups', `members eq "${pair?.user}"`),
    ]) {
      expect(plan).toMatchObject({ found: 1 })
      expect(plan.most).toBeLessThan(50)
    }
    for (const other of ['x', tenant.id]) expect((await planOf('users', `groups.value eq "${other}"`)).found).toBe(0)
  })
})

describe('under row-level security an index serves', () => {
  it.each([
    ['users', 'userName eq "PERSON-4711"', 'users_user_name_key'],
    ['users', 'externalId eq "e-4711"', 'users_external_id_idx'],
    ['users', 'displayName eq "person no 4711"', 'users_scim_display_name_idx'],
    ['users', 'emails[type eq "work"].value eq "p4711@plan.example"', 'user_emails_pkey'],
    ['users', 'emails.value eq "HOME4711@plan.example"', 'user_emails_pkey'],
    ['users', 'userName eq "person-4711" and active eq true', 'users_user_name_key'],
    ['users', 'emails[type eq "work" and value eq "p4711@plan.example"]', 'user_emails_pkey'],
    ['groups', 'displayName eq "GROUP 4711"', 'groups_display_name_key'],
    ['groups', 'externalId eq "g-4711"', 'groups_external_id_idx'],
  ] as const)('/%s %s', async (resource, filter, index) => {
    const { found, indexes, most } = await planOf(resource, filter)
    expect(found).toBe(1)
    expect(indexes).toContain(index)
    expect(most).toBeLessThan(50)
  })

  it('and where a filter has no index, everybody is looked at: the test would notice', async () => {
    const { found, most } = await planOf('users', 'title eq "nobody"')
    expect(found).toBe(0)
    expect(most).toBeGreaterThanOrEqual(PEOPLE)
  })

  it('an address that is not of the kind asked for is not found by it', async () => {
    expect((await planOf('users', 'emails[type eq "work"].value eq "home4711@plan.example"')).found).toBe(0)
    expect((await planOf('users', 'emails[type eq "home"].value eq "home4711@plan.example"')).found).toBe(1)
  })
})

it('the addresses that filters look up are those of the document, however it changes', async () => {
  const drift = () =>
    storedRows(
      `SELECT u.id, lower(e->>'value') AS key FROM users u, jsonb_array_elements(u.scim->'emails') e WHERE u.tenant_id = $1
       EXCEPT SELECT user_id, value_key FROM user_emails WHERE tenant_id = $1`,
      [tenant.id],
    )
  await storedRows(
    `UPDATE users SET scim = jsonb_set(scim, '{emails,0,value}', '"new@plan.example"') WHERE tenant_id = $1 AND external_id = 'e-1'`,
    [tenant.id],
  )
  await storedRows(`UPDATE users SET scim = scim - 'emails' WHERE tenant_id = $1 AND external_id = 'e-2'`, [tenant.id])
  await storedRows(`DELETE FROM users WHERE tenant_id = $1 AND external_id = 'e-3'`, [tenant.id])
  expect(await drift()).toEqual([])
  const [row] = await storedRows<{ count: number }>('SELECT count(*)::int FROM user_emails WHERE tenant_id = $1', [
    tenant.id,
  ])
  expect(row?.count).toBe(2 * PEOPLE - 4)
})
