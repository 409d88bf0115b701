import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import type { Principal } from '#server/platform/principal.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { endPools, withTenant } from './index.ts'
import { pool } from './pools.ts'

let acme: TestTenant
let globex: TestTenant
let ada: TestPerson

beforeAll(async () => {
  ;[acme, globex] = await Promise.all([makeTestTenant(), makeTestTenant()])
  ada = await acme.person({ role: 'admin', name: 'Ada' })
})
afterAll(endPools)

const reading = (tenant = acme) => systemScope(tenant.id, 'notify', 'member:read')
const touching = (tenant = acme) => systemScope(tenant.id, 'housekeeping', 'session:touch')

/** Several transactions one after the other on as few connections as possible. */
async function readNames(tenant: TestTenant): Promise<string[]> {
  const rows = await withTenant(reading(tenant), (tx) =>
    tx.prepared<{ name: string }>('opening-test-names', 'SELECT display_name AS name FROM users WHERE tenant_id = $1', [
      tenant.id,
    ]),
  )
  return rows.map((row) => row.name)
}

describe('the first statement', () => {
  it('that fails gives its error, and the connection and the statement’s name stay good', async () => {
    const divide = (by: number) =>
      withTenant(reading(), (tx) =>
        tx.prepared<{ result: number }>('opening-test-divide', 'SELECT 10 / $1::int AS result', [by]),
      )
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' })
    expect(await divide(5)).toEqual([{ result: 2 }])
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' })
    expect(await divide(2)).toEqual([{ result: 5 }])
  })

  it('that Postgres cannot parse gives its error, and the next one works', async () => {
    const select = (text: string) => withTenant(reading(), (tx) => tx.prepared('opening-test-parse', text, []))
    await expect(select('SELEC 1')).rejects.toMatchObject({ code: '42601' })
    expect(await select('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('with a value that cannot be written fails by itself and leaves the connection usable', async () => {
    const endless: Record<string, unknown> = {}
    endless['self'] = endless
    await expect(withTenant(reading(), (tx) => tx.query('SELECT $1::jsonb', [endless]))).rejects.toThrow(/circular/i)
    expect(await readNames(acme)).toContain('Ada')
  })

  it('tells nothing of its error to who lacks the permission', async () => {
    const viewer: Principal = await acme.person()
    const attempt = withTenant(authorize(viewer, 'member:update'), (tx) =>
      tx.query(
        'INSERT INTO users (tenant_id, id, user_name, display_name) SELECT tenant_id, id, user_name, $1 FROM users',
        ['x'],
      ),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden', permission: 'member:update' })
  })

  it('keeps types, nulls and the number of rows as any other statement does', async () => {
    const text = `SELECT $1::text AS text, NULL::int AS nothing, 42::int8 AS big, true AS yes, '{a,b}'::text[] AS list`
    const [first, second] = await withTenant(reading(), async (tx) => [
      await tx.query(text, ['x']),
      await tx.query(text, ['x']),
    ])
    expect(first).toEqual([{ text: 'x', nothing: null, big: 42, yes: true, list: ['a', 'b'] }])
    expect(second).toEqual(first)
    expect(await withTenant(reading(), (tx) => tx.prepared('opening-test-shape', text, ['y']))).toMatchObject([
      { text: 'y', big: 42 },
    ])
    expect(await withTenant(reading(), (tx) => tx.prepared('opening-test-shape', text, ['z']))).toMatchObject([
      { text: 'z', big: 42 },
    ])
  })

  it('under a name that stands for another text is refused', async () => {
    // One after the other, so that both run on one connection.
    await withTenant(reading(), (tx) => tx.prepared('opening-test-name', 'SELECT 1', []))
    await expect(withTenant(reading(), (tx) => tx.prepared('opening-test-name', 'SELECT 2', []))).rejects.toThrow(
      /opening-test-name/,
    )
    expect(await readNames(acme)).toContain('Ada')
  })
})

describe('a reader’s COMMIT that travels with the next transaction', () => {
  it('lets a writer follow at once, in another tenant, and keep its change', async () => {
    const before = await storedRows<{ at: Date }>('SELECT last_seen_at AS at FROM sessions WHERE id = $1', [
      ada.sessionId,
    ])
    expect(await readNames(globex)).toEqual([])
    await withTenant(touching(), async (tx) => {
      await tx.query(
        `UPDATE sessions SET last_seen_at = now() + interval '1 minute' WHERE tenant_id = $1 AND id = $2`,
        [acme.id, ada.sessionId],
      )
      tx.housekeeping('when something was last used or looked at')
    })
    const after = await storedRows<{ at: Date }>('SELECT last_seen_at AS at FROM sessions WHERE id = $1', [
      ada.sessionId,
    ])
    expect(after[0]?.at.getTime()).toBeGreaterThan(before[0]?.at.getTime() ?? Number.POSITIVE_INFINITY)
  })

  it('never shows one tenant to the next, however they follow each other', async () => {
    for (let round = 0; round < 50; round += 1) {
      expect(await readNames(acme)).toContain('Ada')
      expect(await readNames(globex)).toEqual([])
    }
  })

  it('is sent by itself where nothing follows: no connection stays in a transaction', async () => {
    await Promise.all(Array.from({ length: 20 }, () => readNames(acme)))
    await expect
      .poll(() =>
        storedRows<{ open: number }>(
          `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND usename = 'gatehouse_app' AND xact_start IS NOT NULL`,
        ),
      )
      .toEqual([{ open: 0 }])
    expect(pool('app').idleCount).toBe(pool('app').totalCount)
  })

  it('lets no newcomer pass who waits for a connection', async () => {
    const order: string[] = []
    let open: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const read = (name: string, until?: Promise<void>) =>
      withTenant(reading(), async (tx) => {
        order.push(name)
        await tx.query('SELECT $1::text', [name])
        await until
      })
    const { max } = pool('app').options
    const first = read('first', gate)
    const others = Array.from({ length: max - 1 }, () => read('other', gate))
    await expect.poll(() => order.length).toBe(max)
    const waiter = read('waiter')
    await expect.poll(() => pool('app').waitingCount).toBe(1)
    open()
    await first.then(() => Promise.all([read('newcomer'), waiter]))
    await Promise.all(others)
    expect(order.indexOf('waiter')).toBeLessThan(order.indexOf('newcomer'))
  })
})

it('a connection that is lost in the middle of a transaction fails that transaction and nothing else', async () => {
  const lost = withTenant(reading(), async (tx) => {
    const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await storedRows('SELECT pg_terminate_backend($1, 5000)', [row?.pid])
    return tx.query('SELECT 1')
  })
  await expect(lost).rejects.toThrow()
  expect(await readNames(acme)).toContain('Ada')
})

describe('a statement for the end', () => {
  const noted = (user: string) =>
    storedRows<{ title: string | null }>('SELECT title FROM users WHERE tenant_id = $1 AND id = $2', [acme.id, user])
  const setTitle = 'UPDATE users SET title = $3 WHERE tenant_id = $1 AND id = $2'

  it('is kept by the COMMIT it travels with', async () => {
    await withTenant(touching(), async (tx) => {
      tx.lastly('opening-test-title', setTitle, [acme.id, ada.id, 'Countess'])
      tx.housekeeping('when something was last used or looked at')
    })
    expect(await noted(ada.id)).toEqual([{ title: 'Countess' }])
  })

  it('is seen by a statement that follows it after all', async () => {
    const seen = await withTenant(touching(), async (tx) => {
      tx.lastly('opening-test-title', setTitle, [acme.id, ada.id, 'Analyst'])
      tx.housekeeping('when something was last used or looked at')
      return tx.query('SELECT title FROM users WHERE tenant_id = $1 AND id = $2', [acme.id, ada.id])
    })
    expect(seen).toEqual([{ title: 'Analyst' }])
  })

  it('that fails undoes the whole transaction and leaves the connection good', async () => {
    const before = await noted(ada.id)
    const failing = withTenant(touching(), async (tx) => {
      await tx.query(setTitle, [acme.id, ada.id, 'Lost'])
      tx.lastly('', 'SELECT 1 / $1::int', [0])
      tx.housekeeping('when something was last used or looked at')
    })
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await noted(ada.id)).toEqual(before)
    expect(await readNames(acme)).toContain('Ada')
    await expect.poll(() => pool('app').totalCount - pool('app').idleCount).toBe(0)
  })
})
