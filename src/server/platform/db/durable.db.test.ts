import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import { durable } from './durable.ts'
import { endPools, withTenant } from './index.ts'
import { pool } from './pools.ts'

let acme: TestTenant

beforeAll(async () => {
  // The tests' server does without, for speed; any other has it on.
  const [{ name } = { name: '' }] = await storedRows<{ name: string }>('SELECT current_database() AS name')
  await storedRows(`ALTER DATABASE ${name} SET synchronous_commit = on`)
  acme = await makeTestTenant()
})
afterAll(endPools)

/** A change, and the place in Postgres's log behind which its commit stands. */
async function change(): Promise<string> {
  return withTenant(systemScope(acme.id, 'housekeeping', 'session:touch'), async (tx) => {
    await tx.query(`UPDATE tenants SET name = name WHERE id = $1`, [acme.id])
    tx.housekeeping('when something was last used or looked at')
    const [row] = await tx.query<{ at: string }>('SELECT pg_current_wal_insert_lsn()::text AS at')
    return row?.at ?? ''
  })
}
async function isFlushedBeyond(at: string): Promise<boolean | undefined> {
  const [row] = await storedRows<{ is: boolean }>('SELECT pg_current_wal_flush_lsn() > $1::pg_lsn AS is', [at])
  return row?.is
}

describe('a change', () => {
  it('is on the disk when its caller is told, each time anew', async () => {
    for (let round = 0; round < 20; round += 1) expect(await isFlushedBeyond(await change())).toBe(true)
  })

  it('is so too where many commit at once', async () => {
    const flushed = await Promise.all(Array.from({ length: 40 }, async () => isFlushedBeyond(await change())))
    expect(flushed).not.toContain(false)
  })

  it('is confirmed again after the connection that flushes was lost', async () => {
    await durable()
    const ended = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'gatehouse-flush'`
    const running = pool('flush')
      .query('SELECT pg_sleep(60)')
      .catch((error: Error) => error)
    await storedRows(ended)
    expect(await running).toBeInstanceOf(Error)
    await expect(change().then(isFlushedBeyond)).resolves.toBe(true)
  })
})
