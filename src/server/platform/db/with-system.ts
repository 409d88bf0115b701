import type pg from 'pg'
import { currentTransaction } from './open-transaction.ts'
import { pool } from './pools.ts'
import type { SystemTask } from './system-tasks.ts'
import { internal } from './transaction-refusals.ts'

declare const systemTxBrand: unique symbol
export type SystemTx = {
  readonly [systemTxBrand]: true
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
}

/** One transaction as gatehouse_system, which row-level security holds to the named cross-tenant tasks. */
export async function withSystem<T>(_task: SystemTask, work: (tx: SystemTx) => Promise<T>): Promise<T> {
  // On a connection of its own it would really happen.
  if (currentTransaction()?.join) throw internal('withSystem inside a rehearsal')
  const client = await pool('system').connect()
  let failure: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work({
      query: async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows,
    } as SystemTx)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((broken: Error) => {
      failure = broken
    })
    throw error
  } finally {
    client.release(failure)
  }
}
