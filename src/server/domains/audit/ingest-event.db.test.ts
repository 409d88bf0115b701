import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { auditIngestInput } from '#contracts/audit-ingest.ts'
import type { Permission } from '#contracts/permissions.ts'
import { authorize } from '#server/domains/access/index.ts'
import { endPools, type TenantScope } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { testDatabase } from '#testing/test-database.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { ingestEvent } from './index.ts'

let tenant: TestTenant
let scope: TenantScope<'audit:write'>

beforeEach(async () => {
  tenant = await makeTestTenant()
  scope = await apiKey(tenant, ['audit:write'])
})
afterAll(() => endPools())

async function apiKey(of: TestTenant, permissions: Permission[]): Promise<TenantScope<'audit:write'>> {
  const id = newId()
  await storedRows(
    `INSERT INTO api_keys (tenant_id, id, name, prefix, token_hash, permissions) VALUES ($1, $2, 'key', 'ghk_', sha256($3), $4)`,
    [of.id, id, id, permissions],
  )
  return authorize({ type: 'api-key', tenantId: of.id, id, name: 'key', request: testRequest('api') }, 'audit:write')
}

function event(metadata: Record<string, unknown> = { plan: 'team' }, action = 'workflow.execute') {
  return auditIngestInput.parse({
    action,
    actor: { type: 'user', id: 'u-1', name: 'Ada' },
    outcome: { result: 'success' },
    metadata,
  })
}

const stored = () => tenant.events('workflow.execute')

describe('an event of the product', () => {
  test('is recorded with its metadata as one personal field', async () => {
    const answer = await ingestEvent(scope, event(), null)
    expect(answer).toMatchObject({ seq: 2 })
    const [row] = await storedRows<{ canonical: string; personal_paths: string[] }>(
      'SELECT canonical, personal_paths FROM audit_events WHERE tenant_id = $1 AND seq = 2',
      [tenant.id],
    )
    expect(row?.canonical).not.toContain('team')
    expect(row?.personal_paths).toEqual(expect.arrayContaining(['/metadata', '/actor/name']))
    expect(await stored()).toMatchObject([{ actor: { type: 'user', id: 'u-1' }, metadata: {} }])
  })

  test.each(['audit.verify', 'audit.key.rotate', 'pii.reveal.denied', 'access.deny', 'user.disable'])(
    "cannot bear the name %s, which is Gatehouse's own",
    async (action) => {
      await expect(ingestEvent(scope, event({}, action), null)).rejects.toMatchObject({
        code: 'invalid_input',
        path: '/action',
      })
      expect(await tenant.events(action)).toEqual([])
    },
  )

  test("names the key that wrote it, and a sender's session only behind that", async () => {
    await ingestEvent(scope, event(), null)
    await ingestEvent(scope, { ...event(), context: { sessionId: 'theirs' } }, null)
    const rows = await storedRows<{ session: string }>(
      `SELECT canonical::jsonb #>> '{context,sessionId}' AS session FROM audit_events WHERE tenant_id = $1 AND seq > 1 ORDER BY seq`,
      [tenant.id],
    )
    const key = `api_key:${scope.principal.type === 'api-key' && scope.principal.id}`
    expect(rows.map((row) => row.session)).toEqual([key, `${key}/theirs`])
  })

  test('that is too large is refused without waiting for the head of the log', async () => {
    const other = new pg.Client({ connectionString: testDatabase().urls.superuser })
    await other.connect()
    await other.query('BEGIN')
    await other.query('SELECT 1 FROM audit_heads WHERE tenant_id = $1 FOR UPDATE', [tenant.id])
    await expect(ingestEvent(scope, event({ text: 'x'.repeat(20_000) }), null)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await other.query('ROLLBACK')
    await other.end()
  })

  test('needs a key that may write, and the denial is recorded', async () => {
    const reader = await apiKey(tenant, ['audit:read'])
    await expect(ingestEvent(reader, event(), null)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'audit:write',
    })
    expect(await stored()).toEqual([])
    expect(await tenant.events('access.deny')).toMatchObject([
      { outcome: { result: 'denied' }, metadata: { permission: 'audit:write' } },
    ])
  })
})

describe('an idempotency key', () => {
  test('gives a retry the first answer and records once, also when both come at once', async () => {
    const [first, second] = await Promise.all([ingestEvent(scope, event(), 'k-1'), ingestEvent(scope, event(), 'k-1')])
    expect(second).toEqual(first)
    expect(await ingestEvent(scope, event(), 'k-1')).toEqual(first)
    expect(await stored()).toHaveLength(1)
  })

  test('with another body is refused and records nothing', async () => {
    await ingestEvent(scope, event(), 'k-1')
    await expect(ingestEvent(scope, event({ plan: 'other' }), 'k-1')).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
    expect(await stored()).toHaveLength(1)
  })

  test("is the credential's own, and ends with its lifetime", async () => {
    await ingestEvent(scope, event(), 'k-1')
    await ingestEvent(await apiKey(tenant, ['audit:write']), event({ plan: 'other' }), 'k-1')
    await storedRows(`UPDATE audit_idempotency SET expires_at = now() WHERE tenant_id = $1`, [tenant.id])
    await ingestEvent(scope, event({ plan: 'third' }), 'k-1')
    expect(await stored()).toHaveLength(3)
  })

  test('keeps no plain hash of the body', async () => {
    await ingestEvent(scope, event(), 'k-1')
    const [row] = await storedRows<{ body_hmac: Buffer }>(
      'SELECT body_hmac FROM audit_idempotency WHERE tenant_id = $1',
      [tenant.id],
    )
    const other = await makeTestTenant()
    await ingestEvent(await apiKey(other, ['audit:write']), event(), 'k-1')
    const [elsewhere] = await storedRows<{ body_hmac: Buffer }>(
      'SELECT body_hmac FROM audit_idempotency WHERE tenant_id = $1',
      [other.id],
    )
    expect(row?.body_hmac).not.toEqual(elsewhere?.body_hmac)
  })
})
