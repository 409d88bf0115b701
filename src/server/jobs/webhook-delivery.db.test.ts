import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { WEBHOOK_EVENT_TYPES } from '#contracts/webhooks.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createUser } from '#server/domains/directory/index.ts'
import { createWebhook } from '#server/domains/webhooks/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { WebhookReceiver } from '../domains/webhooks/webhook-receiver.fixture.ts'
import { removeExpired } from './remove-expired.ts'
import { startWorker, type Worker } from './worker.ts'

const alive = new WebhookReceiver()
const silent = new WebhookReceiver()
let worker: Worker

beforeAll(async () => {
  process.env.GATEHOUSE_DEMO = '1'
  silent.reply = () => 'say nothing'
  await Promise.all([alive.listen(), silent.listen()])
  worker = await startWorker()
})
afterAll(async () => {
  await silent.close()
  await worker.stop()
  await alive.close()
})

async function tenantWith(
  urls: string[],
): Promise<{ tenant: TestTenant; endpointIds: string[]; push: () => Promise<string> }> {
  const tenant = await makeTestTenant()
  const owner = await tenant.person({ role: 'owner' })
  const directoryId = await tenant.directory()
  const endpointIds: string[] = []
  for (const url of urls) {
    const { item, secret } = await createWebhook(authorize(owner, 'webhook:manage'), {
      url,
      description: '',
      eventTypes: [...WEBHOOK_EVENT_TYPES],
    })
    endpointIds.push(item.id)
    if (url === alive.url) alive.secrets.push(secret)
  }
  const push = async () => {
    const request = { source: 'scim', requestId: newId() } as const
    const scope = authorize({ type: 'system', tenantId: tenant.id, task: 'seed', request }, 'scim:write', {
      type: 'directory',
      id: directoryId,
    })
    const { id } = await createUser(scope, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: newId(),
    })
    return id
  }
  return { tenant, endpointIds, push }
}

it('tells one receiver at once while another, in this tenant and in others, never answers', async () => {
  const both = await tenantWith([silent.url, alive.url])
  const dead = await Promise.all(Array.from({ length: 3 }, () => tenantWith([silent.url])))
  for (const { push } of dead) await push()
  for (let people = 0; people < 25; people += 1) await both.push()
  await vi.waitFor(() => expect(silent.received.length).toBeGreaterThan(20), { timeout: 8_000 })
  await vi.waitFor(() => expect(alive.received).toHaveLength(25), { timeout: 8_000 })

  // Its requests hang for ten seconds each, and meanwhile what happens is told elsewhere within a second.
  const began = performance.now()
  const id = await both.push()
  await vi.waitFor(() => expect(alive.received.at(-1)?.payload.subject.id).toBe(id), { timeout: 8_000, interval: 20 })
  expect(performance.now() - began).toBeLessThan(3_000)
  expect(alive.forged).toBe(0)
}, 40_000)

it('removes messages, deliveries and attempts after thirty days, and the old secret when its time is over', async () => {
  const { tenant, endpointIds, push } = await tenantWith([alive.url])
  const before = alive.received.length
  const old = await push()
  const kept = await push()
  await vi.waitFor(() => expect(alive.received).toHaveLength(before + 2), { timeout: 8_000 })
  const rows = (table: string) =>
    storedRows<Record<string, unknown>>(`SELECT * FROM ${table} WHERE tenant_id = $1`, [tenant.id])
  await vi.waitFor(async () => expect(await rows('webhook_attempts')).toHaveLength(2), { timeout: 8_000 })
  const day = 86_400_000
  const now = new Date()
  await storedRows('UPDATE webhook_messages SET created_at = $2 WHERE subject_id = $1', [
    old,
    new Date(now.getTime() - 31 * day),
  ])
  await storedRows('UPDATE webhook_messages SET created_at = $2 WHERE subject_id = $1', [
    kept,
    new Date(now.getTime() - 29 * day),
  ])
  await storedRows('UPDATE webhook_sequences SET ended_at = $2 WHERE subject_id = $1', [
    old,
    new Date(now.getTime() - 31 * day),
  ])
  await storedRows(
    'UPDATE webhook_endpoints SET previous_wrapped = secret_wrapped, previous_until = $2 WHERE id = $1',
    [endpointIds[0], new Date(now.getTime() - 1000)],
  )

  await removeExpired(now)

  for (const table of ['webhook_messages', 'webhook_deliveries', 'webhook_sequences']) {
    expect(
      (await rows(table)).map(({ subject_id }) => subject_id),
      table,
    ).toEqual([kept])
  }
  expect(await rows('webhook_attempts')).toHaveLength(1)
  expect((await rows('webhook_endpoints'))[0]).toMatchObject({ previous_wrapped: null, previous_until: null })
}, 40_000)
