import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditListInput } from '#contracts/audit.ts'
import { authorize } from '#server/domains/access/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { getAuditEvent, type HistoryEvent, listAuditEvents, recordHistory, revealPersonalFields } from './index.ts'

let tenant: TestTenant
let other: TestTenant
let owner: TestPerson
let auditor: TestPerson
let viewer: TestPerson

// After the tenant's own first event: a log's times never go back.
const start = new Date(Date.now() + 3_600_000)

function history(count: number): HistoryEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    recordedAt: new Date(start.getTime() + i * 60_000),
    occurredAt: null,
    actor: { type: 'user', id: owner.id, name: 'Ada Okafor', email: 'ada@acme.test' },
    action: i % 3 === 0 ? 'document.export' : 'workflow.execute',
    targets: [{ type: 'document', id: `d-${i % 5}`, name: `Plan ${i}` }],
    outcome: i % 10 === 0 ? { result: 'denied', reason: 'quota' } : { result: 'success' },
    context: { source: i % 2 ? 'api' : 'console', ip: '192.0.2.7' },
    metadata: { index: i },
    personalMetadataKeys: [],
  }))
}

const hour = (n: number) => new Date(start.getTime() + n * 3_600_000).toISOString()

const list = (person: TestPerson, input: Record<string, unknown> = {}) =>
  listAuditEvents(authorize(person, 'audit:read'), auditListInput.parse(input))

beforeAll(async () => {
  tenant = await makeTestTenant()
  other = await makeTestTenant()
  owner = await tenant.person({ role: 'owner', name: 'Ada Okafor' })
  auditor = await tenant.person({ role: 'auditor' })
  viewer = await tenant.person({ role: 'viewer' })
  await recordHistory(systemScope(tenant.id, 'seed', 'audit:write'), history(300))
})
afterAll(() => endPools())

describe('the list', () => {
  test('pages through every event once, newest first, and says how large the log is', async () => {
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await list(auditor, { limit: 70, cursor })
      expect(page.logSize).toBe(301)
      seen.push(...page.items.map((item) => item.seq))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 301 }, (_, i) => 301 - i))
  })

  test.each([
    [{ action: 'document.export' }, 100],
    [{ action: 'document.*' }, 100],
    [{ action: '*.execute' }, 200],
    [{ action: 'document_export' }, 0],
    [{ outcome: 'denied' }, 30],
    [{ source: 'api' }, 150],
    [{ target: 'd-3' }, 60],
    [{ target: 'document:d-3' }, 60],
    [{ actor: 'system' }, 1],
    [{ from: hour(1), to: hour(2) }, 60],
  ])('filters by %j', async (filter, count) => {
    let found = 0
    let cursor: string | undefined
    do {
      const page = await list(auditor, { ...filter, limit: 100, cursor })
      found += page.items.length
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(found).toBe(count)
  })

  test('asks the same number of queries for two rows as for a hundred', async () => {
    await list(auditor)
    const few = await countQueries(() => list(auditor, { limit: 2 }))
    expect(await countQueries(() => list(auditor, { limit: 100 }))).toBe(few)
  })

  test('refuses more than the maximum and a page marker that is not ours', async () => {
    expect(auditListInput.safeParse({ limit: 101 }).success).toBe(false)
    await expect(list(auditor, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('is for those who may read the log, and of their own tenant only', async () => {
    await expect(list(viewer)).rejects.toMatchObject({ code: 'forbidden', permission: 'audit:read' })
    const stranger = await other.person({ role: 'auditor' })
    expect((await list(stranger)).items.every((item) => item.seq <= 2)).toBe(true)
    await expect(getAuditEvent(authorize(stranger, 'audit:read'), { seq: 200 })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('personal fields', () => {
  test('come hidden with their commitments, and are revealed only by permission, which is recorded', async () => {
    const hidden = await getAuditEvent(authorize(auditor, 'audit:read'), { seq: 50 })
    expect(hidden.personal.map((field) => [field.path, field.state, field.value])).toContainEqual([
      '/actor/email',
      'hidden',
      null,
    ])
    expect(JSON.stringify(hidden)).not.toContain('ada@acme.test')

    await expect(revealPersonalFields(authorize(auditor, 'audit:reveal'), { seq: 50 })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await tenant.events('access.deny')).toContainEqual(
      expect.objectContaining({
        actor: expect.objectContaining({ id: auditor.id }),
        metadata: { permission: 'audit:reveal' },
      }),
    )

    const shown = await revealPersonalFields(authorize(owner, 'audit:reveal'), { seq: 50 })
    expect(shown.personal).toContainEqual(
      expect.objectContaining({ path: '/actor/email', state: 'shown', value: 'ada@acme.test' }),
    )
    expect(await tenant.events('pii.reveal')).toMatchObject([{ actor: { id: owner.id }, metadata: { seq: 50 } }])
  })
})

test('history can be brought in by the seed alone', async () => {
  await expect(recordHistory(authorize(owner, 'audit:write'), history(1))).rejects.toMatchObject({ code: 'forbidden' })
})
