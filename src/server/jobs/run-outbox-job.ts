import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import type { OutboxJob, OutboxTopic } from '#server/platform/queue/index.ts'
import type { OUTBOX_HANDLERS, OutboxHandler } from './outbox-handlers.ts'

type Row = { topic: OutboxTopic; payload: never; createdAt: Date; dispatchedAt: Date | null }

/**
 * Carries out one outbox row: its side effect first, outside any transaction, then the mark. A crash
 * between the two repeats the effect, so receivers tell repetitions apart by the row's id.
 */
export async function runOutboxJob(job: OutboxJob, handlers: typeof OUTBOX_HANDLERS): Promise<void> {
  const { tenantId, outboxId } = job
  const request: RequestContext = { source: 'job', requestId: outboxId }
  const scope = authorize({ type: 'system', tenantId, task: 'outbox', request }, 'outbox:dispatch')

  const [row] = await withTenant(scope, async (tx) => {
    tx.unchanged('only reads what has to be done')
    return tx.query<Row>(
      `SELECT topic, payload, created_at AS "createdAt", dispatched_at AS "dispatchedAt"
       FROM outbox WHERE tenant_id = $1 AND id = $2`,
      [tenantId, outboxId],
    )
  })
  if (!row || row.dispatchedAt) return

  const handle = handlers[row.topic] as OutboxHandler<never>
  await handle({ tenantId, outboxId, payload: row.payload, createdAt: row.createdAt, request })

  await withTenant(scope, async (tx) => {
    tx.housekeeping('a side effect was handed over, which leaves its own event')
    await tx.query('UPDATE outbox SET dispatched_at = now() WHERE tenant_id = $1 AND id = $2', [tenantId, outboxId])
  })
}
