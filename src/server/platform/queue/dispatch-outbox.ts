import type { PgBoss } from 'pg-boss'
import { withSystem } from '../db/index.ts'
import { OUTBOX_TOPICS, type OutboxTopic } from './job-queues.ts'
import { QUEUE_SCHEMA } from './migrate-queue.ts'

/** Data of a job that an outbox row became; its payload stays in the tenant's own row. */
export type OutboxJob = { tenantId: string; outboxId: string }

const BATCH = 500

/**
 * Hands waiting outbox rows to the queue; answers how many. The job has the row's id, so that a row
 * handed over twice, by two processes or after a crash, is one job. A row whose job exists, be it
 * one that failed for good, is not looked at again.
 */
export async function dispatchOutbox(boss: PgBoss): Promise<number> {
  const rows = await withSystem('find outbox rows that wait, to hand them to the queue', (tx) =>
    tx.query<{ tenantId: string; id: string; topic: OutboxTopic; notBefore: Date | null }>(
      `SELECT waiting.tenant_id AS "tenantId", waiting.id, waiting.topic,
         waiting.not_before AS "notBefore" FROM outbox waiting
       WHERE waiting.dispatched_at IS NULL AND waiting.topic = ANY($1)
         AND NOT EXISTS (SELECT 1 FROM ${QUEUE_SCHEMA}.job WHERE job.name = waiting.topic AND job.id = waiting.id)
       ORDER BY waiting.created_at LIMIT ${BATCH}`,
      [OUTBOX_TOPICS],
    ),
  )
  for (const topic of OUTBOX_TOPICS) {
    const jobs = rows
      .filter((row) => row.topic === topic)
      .map(({ tenantId, id, notBefore }) => ({
        id,
        data: { tenantId, outboxId: id } satisfies OutboxJob,
        ...(notBefore && { startAfter: notBefore }),
      }))
    if (jobs.length > 0) await boss.insert(topic, jobs)
  }
  return rows.length
}
