import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import { perProcess } from '../per-process.ts'
import type { TenantScope } from './tenant-scope.ts'
import type { TenantTx } from './tenant-transaction.ts'

/** What Prisma's adapter needs of the transaction that is open around it. */
export type OpenTransaction = {
  send(config: pg.QueryArrayConfig): Promise<pg.QueryResult>
  /** Of a rehearsal: how a tenant's transaction takes part in it. */
  join?<T>(scope: TenantScope, work: (tx: TenantTx) => Promise<T>): Promise<T>
}

const open = perProcess('open-tenant-transaction', () => new AsyncLocalStorage<OpenTransaction>())

export function currentTransaction(): OpenTransaction | undefined {
  return open.getStore()
}

export function runInside<T>(transaction: OpenTransaction, work: () => T): T {
  return open.run(transaction, work)
}

/** Whether the caller stands in somebody's transaction, as what is rehearsed does. */
export function insideTransaction(): boolean {
  return open.getStore() !== undefined
}
