import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { verifyAuditLog } from '#server/domains/audit/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient

beforeEach(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})
afterAll(() => endPools())

const person = (userName: string, more: Record<string, unknown> = {}) => ({ schemas: [USER], userName, ...more })
const names = async () =>
  (
    await storedRows<{ name: string }>(
      'SELECT user_name AS name FROM users WHERE tenant_id = $1 AND directory_id = $2 ORDER BY 1',
      [tenant.id, client.directoryId],
    )
  ).map(({ name }) => name)

describe('people made at the same moment', () => {
  it('are each answered as if alone, and each request is an event of its own in a log that verifies', async () => {
    const wanted = Array.from({ length: 40 }, (_, index) => `person-${String(index).padStart(2, '0')}`)
    const replies = await Promise.all(
      wanted.map((name) => client.post('/Users', person(name, { emails: [{ value: `${name}@example.com` }] }))),
    )
    expect(replies.map(({ status }) => status)).toEqual(wanted.map(() => 201))
    expect(replies.map(({ body }) => body.userName)).toEqual(wanted)
    expect(replies.map(({ body }) => body.emails[0].value)).toEqual(wanted.map((name) => `${name}@example.com`))
    expect(await names()).toEqual(wanted)
    for (const { body } of replies.slice(0, 3)) {
      expect((await client.get(`/Users/${body.id}`)).body).toEqual(body)
    }
    const requests = await storedRows<{ requests: number; events: number }>(
      `SELECT count(DISTINCT canonical::jsonb #>> '{context,requestId}')::int AS requests, count(*)::int AS events
       FROM audit_events WHERE tenant_id = $1 AND action = 'user.create'`,
      [tenant.id],
    )
    expect(requests).toEqual([{ requests: 40, events: 40 }])
    const owner = await tenant.person({ role: 'owner' })
    expect(await verifyAuditLog(authorize(owner, 'audit:verify'))).toMatchObject({ faults: 0 })
  })

  it('of one name are one person, and the others are 409', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => client.post('/Users', person(index % 2 === 0 ? 'ada' : 'ADA'))),
    )
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect(await names()).toHaveLength(1)
  })

  it('do not suffer for one among them that cannot be made', async () => {
    const wanted = Array.from({ length: 12 }, (_, index) => `person-${index}`)
    const [tooLong, ...replies] = await Promise.all([
      client.post('/Users', person('x'.repeat(140_000), { displayName: 'y'.repeat(140_000) })),
      ...wanted.map((name) => client.post('/Users', person(name))),
      client.post('/Users', person('heavy', { title: 'z'.repeat(140_000) })),
    ])
    expect(tooLong?.status).toBe(400)
    expect(replies.pop()?.status).toBe(400)
    expect(replies.map(({ status }) => status)).toEqual(wanted.map(() => 201))
    expect(await names()).toHaveLength(12)
  })

  it('are told apart from who is here already without a directory and is taken over', async () => {
    const present = await tenant.person({ name: 'Ada' })
    const [{ email } = { email: '' }] = await storedRows<{ email: string }>('SELECT email FROM users WHERE id = $1', [
      present.id,
    ])
    const replies = await Promise.all([
      client.post('/Users', person('first')),
      client.post('/Users', person('second')),
      client.post('/Users', person('ada', { emails: [{ value: email, primary: true }] })),
      client.post('/Users', person('third')),
    ])
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(replies[2]?.body.id).toBe(present.id)
    expect(await names()).toEqual(['ada', 'first', 'second', 'third'])
  })

  it('whose token is revoked are all refused, and nobody is made', async () => {
    await storedRows('UPDATE scim_tokens SET revoked_at = now() WHERE tenant_id = $1', [tenant.id])
    const replies = await Promise.all(Array.from({ length: 6 }, (_, n) => client.post('/Users', person(`p${n}`))))
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
    expect(await names()).toEqual([])
  })
})
