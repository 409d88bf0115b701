import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { endPools, withTenant } from '#server/platform/db/index.ts'
import { testDatabase } from '#testing/test-database.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { append } from './index.ts'

let tenant: TestTenant
let owner: TestPerson
let superuser: pg.Client

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await superuser.connect()
})
beforeEach(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner', name: 'Ada Okafor' })
})
afterAll(async () => {
  await superuser.end()
  await endPools()
})

function change(name: string, fail = false): Promise<void> {
  return withTenant(authorize(owner, 'tenant:update'), async (tx) => {
    await tx.query('UPDATE tenants SET name = $2 WHERE id = $1', [tenant.id, name])
    await append(tx, {
      action: 'tenant.update',
      targets: [{ type: 'tenant', id: tenant.id, name }],
      metadata: { changed: [name] },
    })
    if (fail) throw new Error('the work failed')
  })
}

describe('a change and its event', () => {
  test('commit together', async () => {
    await change('Renamed')
    expect(await storedRows('SELECT name FROM tenants WHERE id = $1', [tenant.id])).toEqual([{ name: 'Renamed' }])
    expect(await tenant.events('tenant.update')).toMatchObject([
      { seq: 2, actor: { type: 'user', id: owner.id }, metadata: { changed: ['Renamed'] } },
    ])
  })

  test('fail together, and leave no gap behind', async () => {
    await expect(change('Lost', true)).rejects.toThrow('the work failed')
    await change('Kept')
    expect((await tenant.events()).map((event) => event.seq)).toEqual([1, 2])
    expect(await storedRows('SELECT name FROM tenants WHERE id = $1', [tenant.id])).toEqual([{ name: 'Kept' }])
  })

  test('get gapless numbers and times that never go back, forty changes at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => change(`Name ${i}`)))
    const rows = await storedRows<{ seq: number; recorded_at: Date }>(
      'SELECT seq::int AS seq, recorded_at FROM audit_events WHERE tenant_id = $1 ORDER BY seq',
      [tenant.id],
    )
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1))
    rows.slice(1).forEach((row, i) => {
      expect(row.recorded_at.getTime()).toBeGreaterThanOrEqual(rows[i]?.recorded_at.getTime() ?? 0)
    })
    expect(await storedRows('SELECT size::int AS size FROM audit_heads WHERE tenant_id = $1', [tenant.id])).toEqual([
      { size: 41 },
    ])
  })

  test('keep names and addresses out of the hashed text and beside it', async () => {
    await change('Secret name')
    const [row] = await storedRows<{ canonical: string; personal_paths: string[]; personal_values: string[] }>(
      'SELECT canonical, personal_paths, personal_values FROM audit_events WHERE tenant_id = $1 AND seq = 2',
      [tenant.id],
    )
    expect(row?.canonical).not.toContain('Ada Okafor')
    expect(row?.canonical).not.toContain(owner.email)
    expect(row?.personal_values).toContain('"Ada Okafor"')
    expect(row?.personal_paths).toEqual(expect.arrayContaining(['/actor/name', '/actor/email', '/targets/0/name']))
  })
})

describe('the log is append-only', () => {
  test.each([
    ['UPDATE', `UPDATE audit_events SET canonical = '{}'`],
    ['DELETE', 'DELETE FROM audit_events'],
    ['TRUNCATE', 'TRUNCATE audit_events'],
    ['DELETE of heads', 'DELETE FROM audit_heads'],
    ['a shorter head', 'UPDATE audit_heads SET size = size - 1'],
  ])('%s is refused even to a superuser while triggers are on', async (_what, sql) => {
    await expect(superuser.query(sql)).rejects.toMatchObject({ code: '42501' })
    expect(await tenant.events()).toHaveLength(1)
  })

  test('the app may insert and select, and nothing else', async () => {
    const attempt = (sql: string) => withTenant(authorize(owner, 'tenant:update'), (tx) => tx.query(sql))
    await expect(attempt('DELETE FROM audit_events')).rejects.toMatchObject({ code: '42501' })
    await expect(attempt(`UPDATE audit_events SET canonical = ''`)).rejects.toMatchObject({ code: '42501' })
  })

  test('nothing is chained to a head that somebody else set', async () => {
    await superuser.query(`UPDATE audit_heads SET entry_hash = sha256('x') WHERE tenant_id = $1`, [tenant.id])
    await expect(change('Laundered')).rejects.toMatchObject({ code: 'unavailable' })
    expect(await tenant.events()).toHaveLength(1)
    expect(await storedRows('SELECT name FROM tenants WHERE id = $1', [tenant.id])).not.toEqual([{ name: 'Laundered' }])
  })
})
