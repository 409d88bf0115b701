import type { TenantTx } from '../db/index.ts'
import { newId } from '../new-id.ts'
import { perProcess } from '../per-process.ts'
import type { OutboxTopic, OutboxTopics } from './job-queues.ts'

/** The dispatcher of this process, where there is one. Another process finds the row at its next look. */
const listener = perProcess('outbox-listener', () => ({ kick: () => {}, isKickPlanned: false }))

/** A directory that pushes thousands of people has one look taken for many of them. */
const SOON_MS = 50

/**
 * States a side effect that must happen once this transaction is durable, and only then. The row is
 * part of the transaction; a job runs it at least once (ADR 0009). Answers the row's id.
 */
export async function enqueue<T extends OutboxTopic>(
  tx: TenantTx,
  topic: T,
  payload: OutboxTopics[T],
  notBefore: Date | null = null,
): Promise<string> {
  const id = newId()
  await tx.query('INSERT INTO outbox (tenant_id, id, topic, payload, not_before) VALUES ($1, $2, $3, $4, $5)', [
    tx.tenantId,
    id,
    topic,
    JSON.stringify(payload),
    notBefore,
  ])
  tx.afterCommit(() => listener.kick())
  return id
}

/** Has the dispatcher look soon, for who may have written an outbox row in a statement of its own. */
export function wakeDispatcher(tx: TenantTx): void {
  tx.afterCommit(() => {
    if (listener.isKickPlanned) return
    listener.isKickPlanned = true
    setTimeout(() => {
      listener.isKickPlanned = false
      listener.kick()
    }, SOON_MS).unref()
  })
}

export function onEnqueued(kick: () => void): void {
  listener.kick = kick
}
