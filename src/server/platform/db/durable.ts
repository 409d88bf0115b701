import { perProcess } from '../per-process.ts'
import { pool } from './pools.ts'

type Barrier = { flushing: Promise<void> | null; next: Promise<void> | null }
const barrier = perProcess('durability-barrier', (): Barrier => ({ flushing: null, next: null }))

/**
 * Resolves once everything that was committed before the call survives a crash. A change commits without waiting
 * for the disk, so that the tenant's log is not locked meanwhile, and waits here before anybody is told (ADR 0017).
 * Postgres writes its log in order: one small transaction that does wait makes all before it durable, of however
 * many changes they were. Who comes while a flush is under way is taken by the next one.
 *
 * @throws whatever keeps the flush from ending; what was committed may then be lost or not
 */
export function durable(): Promise<void> {
  if (barrier.flushing === null) {
    barrier.flushing = flush()
    return barrier.flushing
  }
  barrier.next ??= barrier.flushing
    .catch(() => {})
    .then(() => {
      barrier.next = null
      barrier.flushing = flush()
      return barrier.flushing
    })
  return barrier.next
}

const writers = perProcess('open-writers', () => ({ open: 0 }))

/** Runs one writer's transaction. */
export async function asWriter<T>(run: () => Promise<T>): Promise<T> {
  writers.open += 1
  try {
    return await run()
  } finally {
    writers.open -= 1
  }
}

/** Whether the caller is the only writer of this process, and no flush is under way. */
export function isOnlyWriter(): boolean {
  return writers.open === 1 && barrier.flushing === null
}

async function flush(): Promise<void> {
  try {
    // A transaction of its own that writes to the log, so that its commit flushes, and nothing else.
    await pool('flush').query(`SELECT pg_logical_emit_message(true, 'gatehouse', '')`)
  } finally {
    barrier.flushing = null
  }
}
