import pg from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { authorize, createApiKey, holdActive } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { testDatabase } from '#testing/test-database.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const disable = { op: 'replace', value: { active: false } }

it('a key that somebody has made but not yet kept while they are disabled ends with them', async () => {
  const { id } = await client.user('maker@race.example')
  await tenant.give(id, 'admin')
  const sessionId = await tenant.session(id)
  const maker = { ...(await tenant.person()), id, sessionId, request: testRequest() }
  const log = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await log.connect()
  await log.query('BEGIN')
  await log.query('SELECT 1 FROM audit_heads WHERE tenant_id = $1 FOR UPDATE', [tenant.id])
  const making = createApiKey(authorize(maker, 'api-key:manage'), {
    name: 'Left',
    permissions: ['member:read'],
    expiresInDays: null,
  })
  while ((await waiting()) < 1) await Promise.resolve()
  const disabling = client.patch(`/Users/${id}`, disable)
  while ((await waiting()) < 2) await Promise.resolve()
  await log.end()
  const { item } = await making
  expect((await disabling).status).toBe(200)
  expect(await storedRows('SELECT revoked_at IS NULL AS open FROM api_keys WHERE id = $1', [item.id])).toEqual([
    { open: false },
  ])
})

it('a session that opens while its person is disabled is ended with the others', async () => {
  const { id } = await client.user('opener@race.example')
  const scope = authorize({ type: 'system', tenantId: tenant.id, task: 'door', request: testRequest() }, 'access:deny')
  const opened = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const opening = withTenant(scope, async (tx) => {
    expect(await holdActive(tx, id)).toBe(true)
    opened.resolve()
    await goOn.promise
    tx.unchanged('the session is stored beside')
  })
  await opened.promise
  const disabling = client.patch(`/Users/${id}`, disable)
  while ((await waiting()) < 1) await Promise.resolve()
  const sessionId = await tenant.session(id)
  goOn.resolve()
  await opening
  expect((await disabling).status).toBe(200)
  expect(await storedRows('SELECT revoked_at IS NULL AS open FROM sessions WHERE id = $1', [sessionId])).toEqual([
    { open: false },
  ])
})

/** How many in this test's database wait for somebody else. */
async function waiting(): Promise<number> {
  const [row] = await storedRows<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return row?.waiting ?? 0
}
