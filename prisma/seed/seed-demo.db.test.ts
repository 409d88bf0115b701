import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { verifyAuditLog } from '#server/domains/audit/index.ts'
import { storedRows } from '#testing/test-tenant.ts'
import { seedDemo } from './seed-demo.ts'

// Its OpenID provider is on this machine, which only the demo may call.
process.env.GATEHOUSE_DEMO = '1'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-seed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const settings = {
  NODE_ENV: 'test',
  GATEHOUSE_URL: process.env.GATEHOUSE_URL,
  GATEHOUSE_DATA_DIR: folder,
  DEMO_SAML_PORT: '4001',
  DEMO_OIDC_PORT: '4002',
  DEMO_SMTP_PORT: '4003',
  DEMO_MAIL_PORT: '4004',
}
const seed = (overrides: Record<string, string | undefined> = {}) =>
  seedDemo({ small: true, settings: { ...settings, ...overrides }, now: new Date() })

beforeAll(async () => {
  expect(await seed()).toBe(true)
})

it('makes two tenants whose logs hold what was asked for and verify', async () => {
  const tenants = await storedRows<{ id: string; slug: string; events: number; people: number }>(
    `SELECT t.id, t.slug, (SELECT count(*)::int FROM audit_events WHERE tenant_id = t.id) AS events,
       (SELECT count(*)::int FROM users WHERE tenant_id = t.id) AS people FROM tenants t WHERE kind = 'customer' ORDER BY slug`,
  )
  expect(tenants).toMatchObject([
    { slug: 'acme', events: 200, people: 6 },
    { slug: 'globex', events: 200, people: 6 },
  ])
  for (const { id } of tenants) {
    const scope = authorize(
      { type: 'system', tenantId: id, task: 'verify', request: { source: 'cli', requestId: 'test' } },
      'audit:verify',
    )
    expect(await verifyAuditLog(scope)).toMatchObject({ checked: 200, headSeq: 200, faults: 0 })
  }
})

it('gives the named people the roles that the demo tells of', async () => {
  const roles = await storedRows<{ name: string; roles: string[] }>(
    `SELECT u.display_name AS name, array_agg(DISTINCT r.key ORDER BY r.key) AS roles FROM users u
     JOIN tenants t ON t.id = u.tenant_id AND t.slug = 'acme'
     JOIN effective_roles e ON e.tenant_id = u.tenant_id AND e.user_id = u.id
     JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id GROUP BY 1 ORDER BY 1`,
  )
  expect(Object.fromEntries(roles.map(({ name, roles }) => [name, roles]))).toEqual({
    'Ada Okafor': ['admin', 'owner', 'viewer'],
    'Dmitri Volkov': ['agent', 'viewer'],
    'Grace Nakamura': ['auditor', 'viewer'],
    'Leila Haddad': ['auditor', 'viewer'],
    'Marcus Lindqvist': ['admin', 'viewer'],
    'Tomás Ferreira': ['project-manager', 'viewer'],
  })
})

it('makes a house with its own provider and operators who hold what operators do, in a log that verifies', async () => {
  const people = await storedRows<{ id: string; name: string; roles: string[]; client: string }>(
    `SELECT t.id, u.display_name AS name, array_agg(DISTINCT r.key) AS roles FROM tenants t
     JOIN users u ON u.tenant_id = t.id
     JOIN effective_roles e ON e.tenant_id = u.tenant_id AND e.user_id = u.id
     JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
     JOIN sso_connections c ON c.tenant_id = t.id AND c.vouches_for_owners
     WHERE t.kind = 'house' AND t.slug = 'operator' GROUP BY 1, 2 ORDER BY 2`,
  )
  expect(people).toMatchObject([
    { name: 'Mei Tanaka', roles: ['operator'] },
    { name: 'Otto Lindgren', roles: ['owner'] },
  ])
  const scope = authorize(
    {
      type: 'system',
      tenantId: people[0]?.id as string,
      task: 'verify',
      request: { source: 'cli', requestId: 'test' },
    },
    'audit:verify',
  )
  expect(await verifyAuditLog(scope)).toMatchObject({ faults: 0 })
})

it('says so where the house was left half made, and leaves it alone once somebody is in it', async () => {
  const house = `(SELECT id FROM tenants WHERE kind = 'house')`
  const assignments = await storedRows(`DELETE FROM role_assignments WHERE tenant_id = ${house} RETURNING *`)
  await expect(seed()).rejects.toMatchObject({ message: expect.stringContaining('The demo data of operator are') })
  await storedRows(
    'INSERT INTO role_assignments SELECT * FROM jsonb_populate_recordset(NULL::role_assignments, $1::jsonb)',
    [JSON.stringify(assignments)],
  )
  expect(await seed()).toBe(false)
})

it('connects an identity provider to each tenant, and a directory, dated as the log has it', async () => {
  expect(
    await storedRows(
      `SELECT t.slug, c.protocol, d.provider, c.created_at = t.created_at AS dated FROM tenants t
       JOIN sso_connections c ON c.tenant_id = t.id JOIN directories d ON d.tenant_id = t.id ORDER BY 1`,
    ),
  ).toEqual([
    { slug: 'acme', protocol: 'saml', provider: 'okta', dated: true },
    { slug: 'globex', protocol: 'oidc', provider: 'entra', dated: true },
  ])
})

it('sends nobody a mail about itself', async () => {
  expect(await storedRows('SELECT id FROM outbox')).toEqual([])
})

it('changes nothing the second time', async () => {
  const counts = () =>
    storedRows('SELECT (SELECT count(*) FROM audit_events) AS events, (SELECT count(*) FROM users) AS people')
  const before = await counts()
  expect(await seed()).toBe(false)
  expect(await counts()).toEqual(before)
})

it('says what to do where an earlier seed was interrupted', async () => {
  await storedRows(
    `UPDATE scim_tokens SET last_used_at = NULL WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'globex')`,
  )
  await expect(seed()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('The demo data of globex are incomplete'),
  })
})

it('refuses a database that may be real', async () => {
  await expect(seed({ NODE_ENV: 'production', DATABASE_URL: 'postgres://real' })).rejects.toMatchObject({
    message: expect.stringContaining('The demo data are not put into a database'),
  })
})
