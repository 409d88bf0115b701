import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import { perProcess } from '../per-process.ts'

/** What Prisma's adapter needs of the transaction that is open around it. */
export type OpenTransaction = { send(config: pg.QueryArrayConfig): Promise<pg.QueryResult> }

const open = perProcess('open-tenant-transaction', () => new AsyncLocalStorage<OpenTransaction>())

export function currentTransaction(): OpenTransaction | undefined {
  return open.getStore()
}

export function runInside<T>(transaction: OpenTransaction, work: () => T): T {
  return open.run(transaction, work)
}
