import type { PgBoss } from 'pg-boss'
import { withSystem } from '../db/index.ts'
import { OUTBOX_TOPICS, type OutboxTopic } from './job-queues.ts'
import { QUEUE_SCHEMA } from './migrate-queue.ts'

/** Data of a job that an outbox row became; its payload stays in the tenant's own row. */
export type OutboxJob = { tenantId: string; outboxId: string }

const BATCH = 500

/**
 * One run does all that waits in its tenant and marks what asked for it, so one job a tenant is enough, and however
 * much one tenant changes, another's job is not behind thousands. A job that failed for good holds none up.
 */
const ONE_A_TENANT: OutboxTopic = 'lay-out-webhooks'

const WAITING = `SELECT waiting.tenant_id AS "tenantId", waiting.id, waiting.topic, waiting.not_before AS "notBefore" FROM (
    SELECT tenant_id, id, topic, not_before, created_at FROM outbox
    WHERE dispatched_at IS NULL AND topic = ANY($1) AND topic <> $2
    UNION ALL
    (SELECT DISTINCT ON (tenant_id) tenant_id, id, topic, not_before, created_at FROM outbox
    WHERE dispatched_at IS NULL AND topic = $2 AND NOT EXISTS (
      SELECT 1 FROM ${QUEUE_SCHEMA}.job WHERE job.name = $2 AND job.id = outbox.id AND job.state = 'failed')
    ORDER BY tenant_id, created_at, id)
  ) waiting
  WHERE NOT EXISTS (SELECT 1 FROM ${QUEUE_SCHEMA}.job WHERE job.name = waiting.topic AND job.id = waiting.id)
  ORDER BY waiting.created_at LIMIT ${BATCH}`

/**
 * Hands waiting outbox rows to the queue; answers how many. The job has the row's id, so that a row
 * handed over twice, by two processes or after a crash, is one job. A row whose job exists, be it
 * one that failed for good, is not looked at again.
 */
export async function dispatchOutbox(boss: PgBoss): Promise<number> {
  const rows = await withSystem('find outbox rows that wait, to hand them to the queue', (tx) =>
    tx.query<{ tenantId: string; id: string; topic: OutboxTopic; notBefore: Date | null }>(WAITING, [
      OUTBOX_TOPICS,
      ONE_A_TENANT,
    ]),
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
