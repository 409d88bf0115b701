import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { openQueue } from '#server/platform/queue/index.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { selfSignedCertificate } from '../../demo/self-signed-certificate.ts'
import { checkConnections } from './check-connections.ts'
import { ensureAuditPartitions } from './ensure-audit-partitions.ts'
import { forEachTenant } from './for-each-tenant.ts'
import { removeExpired } from './remove-expired.ts'

let tenants: TestTenant[]
beforeAll(async () => {
  tenants = [await makeTestTenant(), await makeTestTenant()]
})

it('makes the partitions of the months to come', async () => {
  await ensureAuditPartitions(new Date('2031-05-10T00:00:00Z'))
  const made = await storedRows<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relname LIKE 'audit_events_2031%' AND relkind = 'r' ORDER BY relname`,
  )
  expect(made.map(({ name }) => name)).toEqual([
    'audit_events_203105',
    'audit_events_203106',
    'audit_events_203107',
    'audit_events_203108',
  ])
})

it('removes what nobody can use any more, in every tenant, and nothing else', async () => {
  const now = new Date()
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  for (const tenant of tenants) {
    const person = await tenant.person()
    const session = (values: { revoked?: Date; expires: Date }) =>
      storedRows(
        `INSERT INTO sessions (tenant_id, id, user_id, token_hash, expires_at, revoked_at, user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [tenant.id, newId(), person.id, randomBytes(32), values.expires, values.revoked ?? null, 'checked'],
      )
    await session({ expires: ago(31) })
    await session({ expires: ago(-1), revoked: ago(31) })
    await session({ expires: ago(29) })
    await session({ expires: ago(-1), revoked: ago(1) })
    for (const expires of [ago(1), ago(-1)]) {
      await storedRows(
        `INSERT INTO audit_idempotency (tenant_id, credential_id, key, body_hmac, answer, expires_at) VALUES ($1, $2, $3, $4, '{}', $5)`,
        [tenant.id, newId(), expires.toISOString(), randomBytes(32), expires],
      )
    }
    for (const [created, dispatched] of [
      [ago(9), ago(8)],
      [ago(9), ago(6)],
      [ago(9), null],
      [ago(31), null],
    ]) {
      await storedRows(
        `INSERT INTO outbox (tenant_id, id, topic, payload, created_at, dispatched_at) VALUES ($1, $2, 'old', '{}', $3, $4)`,
        [tenant.id, newId(), created, dispatched],
      )
    }
  }

  await removeExpired(now)

  for (const tenant of tenants) {
    const count = async (sql: string) =>
      (await storedRows<{ count: number }>(`SELECT count(*)::int FROM ${sql} AND tenant_id = $1`, [tenant.id]))[0]
        ?.count
    expect(await count(`sessions WHERE user_agent = 'checked'`)).toBe(2)
    expect(await count('audit_idempotency WHERE expires_at > now()')).toBe(1)
    expect(await count('audit_idempotency WHERE true')).toBe(1)
    expect(await count('outbox WHERE true')).toBe(2)
  }
})

it('keeps sign-in traces and received claims for 30 days, and links to them until they expire', async () => {
  const now = new Date()
  const [tenant] = tenants as [TestTenant]
  const connection = newId()
  await storedRows(
    `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id) VALUES ($1, $2, 'saml', 'Traced', 'none', 'none')`,
    [tenant.id, connection],
  )
  const kept: string[] = []
  for (const days of [31, 29]) {
    const id = newId()
    if (days < 30) kept.push(id)
    await storedRows(
      `INSERT INTO sign_in_traces (tenant_id, id, connection_id, connection_name, protocol, outcome, request_id, started_at)
       VALUES ($1, $2, $3, 'Traced', 'saml', 'signed_in', 'request', now() - make_interval(days => $4))`,
      [tenant.id, id, connection, days],
    )
    for (const hours of [25, 1]) {
      await storedRows(
        `INSERT INTO trace_links (tenant_id, id, trace_id, token_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, now() - make_interval(hours => $5), now() - make_interval(hours => $5) + interval '24 hours')`,
        [tenant.id, newId(), id, randomBytes(32), hours],
      )
    }
  }
  await storedRows(
    `INSERT INTO received_profiles (tenant_id, connection_id, trace_id, received_at, profile) VALUES ($1, $2, $3, now() - interval '31 days', '{}')`,
    [tenant.id, connection, newId()],
  )
  await removeExpired(now)
  expect(await storedRows('SELECT id FROM sign_in_traces WHERE tenant_id = $1', [tenant.id])).toEqual(
    kept.map((id) => ({ id })),
  )
  expect(await storedRows('SELECT trace_id FROM trace_links WHERE tenant_id = $1', [tenant.id])).toEqual(
    kept.map((id) => ({ trace_id: id })),
  )
  expect(await storedRows('SELECT 1 FROM received_profiles WHERE tenant_id = $1', [tenant.id])).toEqual([])
})

it('gives every tenant its turn when one fails, and fails in the end', async () => {
  const seen: string[] = []
  const work = forEachTenant(async (tenantId) => {
    seen.push(tenantId)
    if (tenantId === tenants[0]?.id) throw new Error('broken tenant')
  })
  await expect(work).rejects.toMatchObject({ code: 'internal', detail: '1 tenants failed' })
  expect(seen).toEqual(tenants.map(({ id }) => id))
})

it('runs the queue and its upkeep as gatehouse_system, which owns nothing there', async () => {
  const queue = await openQueue()
  afterAll(() => queue.stop({ graceful: false }))
  const troubles: unknown[] = []
  queue.on('error', (error) => troubles.push(error))
  queue.on('warning', (warning) => troubles.push(warning))
  await queue.supervise()
  expect(troubles).toEqual([])
  expect(
    await storedRows(
      `SELECT relname FROM pg_class WHERE relnamespace = 'pgboss'::regnamespace AND relowner <> 'gatehouse_owner'::regrole`,
    ),
  ).toEqual([])
})

it('looks after connections and domains in every tenant', async () => {
  for (const tenant of tenants) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const notAfter = new Date(Date.now() + 5 * 86_400_000)
    const certificate = selfSignedCertificate({ privateKey, commonName: 'idp', notBefore: new Date(0), notAfter })
    await storedRows(
      `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id, idp_certificates)
       VALUES ($1, $2, 'saml', 'Okta', 'none', 'none', $3)`,
      [tenant.id, newId(), [certificate]],
    )
  }
  await checkConnections(new Date())
  await checkConnections(new Date())
  for (const tenant of tenants) {
    const warned = await tenant.events('sso.certificate.warn')
    expect(warned).toMatchObject([{ actor: { type: 'system' }, metadata: { days: 7 } }])
  }
})
