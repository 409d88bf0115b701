import type pg from 'pg'
import { perProcess } from '../per-process.ts'
import { pool } from './pools.ts'

/** Connections whose last transaction was a reader's and has yet to be committed. None of them is in the pool. */
const waiting = perProcess('readers-to-commit', () => new Set<pg.PoolClient>())

/**
 * A connection for a tenant's transaction. With `owesCommit` the caller sends the COMMIT of the one before
 * ahead of its own BEGIN.
 */
export async function connectForTenant(): Promise<{ client: pg.PoolClient; owesCommit: boolean }> {
  for (const client of waiting) {
    waiting.delete(client)
    return { client, owesCommit: true }
  }
  return { client: await pool('app').connect(), owesCommit: false }
}

/**
 * Takes back the connection of a finished reader. Nobody waits for its COMMIT: the result is complete and
 * nothing can be lost. So it travels with the next transaction where one begins at once, and is sent by itself
 * before the event loop turns where none does. Until then the connection stays out of the pool, so that whoever
 * takes one from there never finds a tenant set.
 */
export function releaseReader(client: pg.PoolClient): void {
  // Others came first: they wait in the pool's queue.
  if (pool('app').waitingCount > 0) {
    commitAndRelease(client)
    return
  }
  if (waiting.size === 0) setImmediate(commitWaiting)
  waiting.add(client)
}

function commitWaiting(): void {
  for (const client of waiting) commitAndRelease(client)
  waiting.clear()
}

function commitAndRelease(client: pg.PoolClient): void {
  client.query('COMMIT').then(
    () => client.release(),
    (error: Error) => client.release(error),
  )
}
