import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WEBHOOK_EVENT_TYPES } from '#contracts/webhooks.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createGroup, deleteGroup } from '#server/domains/directory/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import { SUBJECTS_A_ROW } from './announce.ts'
import { claimDue, nextDueAt } from './delivery-store.ts'
import { createWebhook, deliverToEndpoint, layOutMessages } from './index.ts'
import { WebhookReceiver } from './webhook-receiver.fixture.ts'

const MEMBERS = 4 * SUBJECTS_A_ROW + 7
const UPKEEP = 'a webhook is laid out or sent, and its delivery log says so'

const receiver = new WebhookReceiver()
let tenant: TestTenant
let directoryId: string
let endpointId: string

beforeAll(async () => {
  process.env.GATEHOUSE_DEMO = '1'
  await receiver.listen()
})
afterAll(() => receiver.close())

beforeEach(async () => {
  receiver.received.length = 0
  tenant = await makeTestTenant()
  directoryId = await tenant.directory()
  const { item, secret } = await createWebhook(authorize(await tenant.person({ role: 'owner' }), 'webhook:manage'), {
    url: receiver.url,
    description: '',
    eventTypes: [...WEBHOOK_EVENT_TYPES],
  })
  endpointId = item.id
  receiver.secrets = [secret]
})

const worker = () => systemScope(tenant.id, 'webhooks', 'webhook:deliver')
const scim = () =>
  authorize(
    { type: 'system', tenantId: tenant.id, task: 'seed', request: { source: 'scim', requestId: newId() } },
    'scim:write',
    { type: 'directory', id: directoryId },
  )
const count = async (table: string, where = 'true') =>
  (
    await storedRows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE tenant_id = $1 AND ${where}`, [
      tenant.id,
    ])
  )[0]?.n

/** Seconds pass between one look at the clock and the next, so each run is over after its first page. */
function hurried(): () => Date {
  let at = Date.now()
  return () => {
    at += 20_000
    return new Date(at)
  }
}

describe('a change of thousands of members', () => {
  it('is laid out in pages, goes on where a run ended, and loses, doubles and misplaces nothing', async () => {
    const people = await storedRows<{ id: string }>(
      `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name)
       SELECT $1, gen_random_uuid(), $2, 'p' || n, 'P' || n FROM generate_series(1, $3::int) n RETURNING id`,
      [tenant.id, directoryId, MEMBERS],
    )
    const group = await createGroup(scim(), {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'All',
      members: people.map(({ id }) => ({ value: id })),
    })
    await deleteGroup(scim(), { id: group.id })
    expect(await count('outbox', `topic = 'lay-out-webhooks'`)).toBe(2)

    const laidOut: (number | undefined)[] = []
    for (let waiting = await count('webhook_changes'); waiting; waiting = await count('webhook_changes')) {
      await layOutMessages(worker(), hurried())
      laidOut.push(await count('webhook_messages'))
      if (await count('webhook_changes')) expect(await count('outbox', 'dispatched_at IS NULL')).toBeGreaterThan(0)
    }
    expect(laidOut.length).toBeGreaterThan(3)
    const pages = laidOut.map((sum, index) => (sum ?? 0) - (laidOut[index - 1] ?? 0))
    expect(Math.max(...pages)).toBeLessThanOrEqual(2 * SUBJECTS_A_ROW + 2)
    // What asked for it is answered, so no run comes in vain.
    expect(await count('outbox', `topic = 'lay-out-webhooks' AND dispatched_at IS NULL`)).toBe(0)

    const told = await storedRows<{ type: string; subjects: number; first: string; last: string; sequences: number[] }>(
      `SELECT m.type, count(DISTINCT m.subject_id)::int AS subjects, min(d.position) AS first, max(d.position) AS last,
         array_agg(DISTINCT m.sequence::int) AS sequences
       FROM webhook_messages m JOIN webhook_deliveries d ON d.tenant_id = m.tenant_id AND d.message_id = m.id
       WHERE m.tenant_id = $1 GROUP BY m.type ORDER BY 3`,
      [tenant.id],
    )
    expect(told.map(({ type, subjects, sequences }) => [type, subjects, sequences])).toEqual([
      ['group.created', 1, [1]],
      ['membership.added', MEMBERS, [1]],
      ['membership.removed', MEMBERS, [2]],
      ['group.deleted', 1, [2]],
    ])
    expect(told.map(({ first, last }) => Number(last) - Number(first) + 1)).toEqual([1, MEMBERS, MEMBERS, 1])
  }, 60_000)
})

type Plan = {
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

describe('a backlog', () => {
  const lay = (subjects: string, messages: number) =>
    storedRows(
      `WITH message AS (
         INSERT INTO webhook_messages (tenant_id, id, type, subject_id, sequence, payload, created_at)
         SELECT $1::uuid, gen_random_uuid(), 'membership.added', ${subjects}, n, '{}', now() FROM generate_series(1, $3::int) n
         RETURNING id, subject_id, sequence, created_at
       )
       INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, message_id, subject_id, next_attempt_at, created_at)
       SELECT $1::uuid, gen_random_uuid(), $2, id, subject_id, now() - interval '1 second', created_at FROM message ORDER BY sequence`,
      [tenant.id, endpointId, messages],
    )

  /** What the very statements of a run touch, as the application's role under row-level security. */
  async function touched(limit: number): Promise<{ indexes: (string | undefined)[]; rows: number; claimed: number }> {
    return withTenant(worker(), async (tx) => {
      tx.housekeeping(UPKEEP)
      const [who] = await tx.query<{ role: string }>('SELECT current_user AS role')
      expect(who?.role).toBe('gatehouse_app')
      const nodes: Plan[] = []
      const explaining = {
        ...tx,
        tenantId: tx.tenantId,
        query: async (sql: string, values: unknown[]) => {
          const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
            `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
            values,
          )
          nodes.push(...nodesOf(row?.['QUERY PLAN'][0]?.Plan as Plan))
          return []
        },
      } as unknown as typeof tx
      await nextDueAt(explaining, endpointId)
      await claimDue(explaining, { endpointId, claim: newId(), now: new Date(), limit })
      const rows = nodes
        .filter((node) => node['Index Name'])
        .reduce(
          (sum, node) =>
            sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
          0,
        )
      const [claimed] = await tx.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM webhook_deliveries WHERE tenant_id = $1 AND claim IS NOT NULL',
        [tx.tenantId],
      )
      return { indexes: nodes.map((node) => node['Index Name']), rows, claimed: claimed?.n ?? 0 }
    })
  }

  it.each([
    ['before Postgres has looked at the tables', false],
    ['after it has', true],
  ])('costs a run no more to take the next twenty, %s', async (_, analyzed) => {
    await lay('gen_random_uuid()', 30)
    if (analyzed) await storedRows('ANALYZE webhook_deliveries, webhook_messages')
    const few = await touched(20)
    await lay('gen_random_uuid()', 30_000)
    if (analyzed) await storedRows('ANALYZE webhook_deliveries, webhook_messages')
    const many = await touched(20)
    expect([few.claimed, many.claimed]).toEqual([20, 40])
    expect(many.indexes).toContain('webhook_deliveries_due_idx')
    expect(many.indexes).toContain('webhook_deliveries_order_idx')
    expect(many.rows).toBeLessThan(1_000)
  })

  it('goes out in less than half a statement a message, so that hundreds are sent a second', async () => {
    // The library verifies in JavaScript, which would be most of what is measured.
    receiver.secrets = []
    await lay('gen_random_uuid()', 400)
    await storedRows(
      `UPDATE webhook_messages SET payload = jsonb_build_object('type', type, 'timestamp', '2026-11-22T21:55:07.123Z', 'tenantId', tenant_id,
         'subject', jsonb_build_object('type', 'user', 'id', subject_id), 'sequence', sequence, 'data', jsonb_build_object('group',
           jsonb_build_object('id', tenant_id, 'directoryId', tenant_id, 'externalId', NULL, 'displayName', 'All'),
           'member', jsonb_build_object('type', 'user', 'id', subject_id))) WHERE tenant_id = $1`,
      [tenant.id],
    )
    const statements = await countQueries(() => deliverToEndpoint(worker(), { endpointId, clock: () => new Date() }))
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(400)
    expect(await count('webhook_deliveries', `state = 'delivered' AND attempts = 1`)).toBe(400)
    expect(await count('webhook_attempts', 'status = 204')).toBe(400)
    expect(statements).toBeLessThan(200)
  }, 60_000)
})
